# Shares by R's score interval (Wilson's, without correction), indices by R's t interval.

citizens <- function(kit, out) {
  index <- list()
  for (m in c(5L, 8L, 15L, 40L)) {
    rows <- read.csv(file.path(kit, sprintf("counters_%d.csv", m)))
    ends <- t(mapply(function(k, n) {
      suppressWarnings(prop.test(k, n, correct = FALSE))$conf.int
    }, rows$pleased, rows$voices))
    save_table(data.frame(rows[c("voices", "pleased")], low = ends[, 1], high = ends[, 2]), out,
               sprintf("r_shares_%d.csv", m))
    found <- t.test(rows$mean)
    index[[length(index) + 1]] <- data.frame(
      m, figure = unname(found$estimate), low = found$conf.int[1], high = found$conf.int[2]
    )
  }
  save_table(do.call(rbind, index), out, "r_index.csv")
}

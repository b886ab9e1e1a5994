# What bars are made of, by R's own analysis of variance: for each group and value the variance
# between raters of one officer, what it would be at most at the officers' means, and its degrees.

bars <- function(kit, out) {
  sheets <- read_answers(kit)
  items <- grep("^[A-Z]{2}[0-9]$", names(sheets), value = TRUE)
  rows <- list()
  for (group in c("peer", "subordinate", "citizen")) {
    for (value in unique(substr(items, 1, 2))) {
      own <- items[substr(items, 1, 2) == value]
      score <- rowMeans(sheets[, own], na.rm = TRUE)
      use <- sheets$group == group & !is.nan(score)
      cell <- data.frame(score = score[use], officer = droplevels(sheets$officer[use]))
      if (nrow(cell) == 0) next
      n <- tapply(cell$score, cell$officer, length)
      cell <- droplevels(cell[n[cell$officer] >= LEAST[group], ])
      parts <- anova(lm(score ~ officer, cell))
      mean <- ave(cell$score, cell$officer)
      size <- ave(cell$score, cell$officer, FUN = length)
      room <- sum((1 - 1 / size) * (mean - 1) * (5 - mean))
      rows[[length(rows) + 1]] <- data.frame(
        group, value, degrees = parts["Residuals", "Df"],
        variance = parts["Residuals", "Mean Sq"],
        factor = parts["Residuals", "Sum Sq"] / room, centre = mean(cell$score)
      )
    }
  }
  save_table(do.call(rbind, rows), out, "r_bars.csv")
}

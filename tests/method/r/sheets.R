# Read a kit's sheets as the rules see them: nobody's own sheet, groups of one officer with too few
# raters left out. Answers of 0 (cannot rate) and empty ones (not asked) are missing.

LEAST <- c(supervisor = 1, peer = 3, subordinate = 3, citizen = 3)
WEIGHT <- c(supervisor = 0.20, peer = 0.35, subordinate = 0.30, citizen = 0.15)

read_answers <- function(kit) {
  sheets <- read.csv(file.path(kit, "sheets.csv"), check.names = FALSE)
  items <- grep("^[A-Z]{2}[0-9]$", names(sheets), value = TRUE)
  for (item in items) sheets[[item]][sheets[[item]] %in% 0] <- NA
  sheets <- sheets[sheets$group != "self", ]
  sheets$score <- rowMeans(sheets[, items], na.rm = TRUE)
  sheets <- sheets[!is.nan(sheets$score), ]
  sheets$group <- factor(sheets$group, levels = names(LEAST))
  for (name in c("officer", "unit", "rater")) sheets[[name]] <- factor(sheets[[name]])
  sheets$n <- ave(sheets$score, sheets$officer, sheets$group, FUN = length)
  sheets[sheets$n >= LEAST[as.character(sheets$group)], ]
}

save_table <- function(table, out, name) {
  numbers <- sapply(table, is.double)
  table[numbers] <- lapply(table[numbers], function(x) ifelse(is.na(x), "", sprintf("%.6f", x)))
  write.csv(table, file.path(out, name), row.names = FALSE, quote = FALSE)
}

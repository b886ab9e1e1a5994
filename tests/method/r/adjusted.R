# Officers apart from their raters' strictness, by lme4: variances and everybody's adjusted figure.

suppressPackageStartupMessages(library(lme4))

adjusted <- function(kit, out) {
  sheets <- read_answers(kit)
  fit <- lmer(score ~ group + (1 | officer) + (1 | rater) + (1 | unit), sheets, REML = TRUE)
  found <- as.data.frame(VarCorr(fit))
  save_table(data.frame(term = found$grp, variance = found$vcov), out, "r_variances.csv")
  level <- mean(model.matrix(fit) %*% fixef(fit))
  effect <- ranef(fit)
  home <- sheets[!duplicated(sheets$officer), c("officer", "unit")]
  figure <- level + effect$officer[as.character(home$officer), 1] +
    effect$unit[as.character(home$unit), 1]
  table <- data.frame(officer = as.integer(as.character(home$officer)), adjusted = figure)
  save_table(table[order(table$officer), ], out, "r_adjusted.csv")
}

# Units against the agency as all but the boss see them: differences and their errors with shared
# raters by lme4's variances, drawn to none as much as metafor's estimate of the true variance says.

suppressPackageStartupMessages({
  library(lme4)
  library(metafor)
})

units <- function(kit, out) {
  sheets <- read_answers(kit)
  sheets <- droplevels(sheets[sheets$group != "supervisor", ])
  fit <- lmer(score ~ group + (1 | officer) + (1 | rater) + (1 | unit), sheets, REML = TRUE)
  found <- as.data.frame(VarCorr(fit))
  of <- setNames(found$vcov, found$grp)
  weight <- WEIGHT[as.character(sheets$group)] / sheets$n
  weight <- weight / ave(weight, sheets$officer, FUN = sum)
  centred <- sheets$score - model.matrix(fit) %*% fixef(fit)
  member <- !duplicated(sheets$officer)
  sizes <- table(sheets$unit[member])
  all <- sum(sizes)
  difference <- error <- numeric(length(sizes))
  for (u in seq_along(sizes)) {
    lever <- weight * ((as.integer(sheets$unit) == u) / sizes[u] - 1 / all)
    difference[u] <- sum(lever * centred)
    by_rater <- tapply(lever, sheets$rater, sum)
    error[u] <- of[["rater"]] * sum(by_rater^2) + of[["Residual"]] * sum(lever^2)
  }
  fitted <- rma(difference, error, method = "REML", control = list(maxiter = 1000))
  drawn <- blup(fitted)
  table <- data.frame(unit = as.integer(names(sizes)), difference, standard_error = sqrt(error),
                      shrunk = drawn$pred, shrunk_error = drawn$se)
  save_table(table, out, "r_units.csv")
  span <- confint(fitted)$random["tau^2", ]
  save_table(data.frame(figure = c("variance", "low", "high"), value = unname(span)), out,
             "r_units_variance.csv")
}

# Reliability of the printed overall figure, by lme4: a model with each group's own view of an
# officer gives the true variance; the error of a figure follows from its weights and raters.
# `low` counts the groups' own views as error, `high` as part of what is true.

suppressPackageStartupMessages(library(lme4))

# Variance of one rater's sheet about an officer within `group`; lone raters take the model's.
single_rater <- function(group, sheets, model) {
  own <- sheets[sheets$group == group & sheets$n > 1, ]
  if (group == "supervisor") return(model)
  anova(lm(score ~ view, droplevels(own)))["Residuals", "Mean Sq"]
}

reliability <- function(kit, out) {
  sheets <- read_answers(kit)
  sheets$view <- interaction(sheets$officer, sheets$group, drop = TRUE)
  fit <- lmer(score ~ group + (1 | officer) + (1 | view) + (1 | rater), sheets, REML = TRUE)
  found <- as.data.frame(VarCorr(fit))
  of <- setNames(found$vcov, found$grp)
  cells <- sheets[!duplicated(sheets$view), ]
  weight <- WEIGHT[as.character(cells$group)]
  share <- weight / ave(weight, cells$officer, FUN = sum)
  by_officer <- function(part) mean(tapply(part, cells$officer, sum))
  single <- sapply(levels(sheets$group), single_rater, sheets, of[["rater"]] + of[["Residual"]])
  error <- by_officer(share^2 * single[as.character(cells$group)] / cells$n)
  view <- by_officer(share^2 * of[["view"]])
  total <- of[["officer"]] + view + error
  table <- data.frame(
    figure = c("officer", "view", "rater", "residual", "error", "low", "high"),
    value = c(of[["officer"]], of[["view"]], of[["rater"]], of[["Residual"]], error,
              of[["officer"]] / total, (of[["officer"]] + view) / total)
  )
  save_table(table, out, "r_reliability.csv")
}

# The versions that gave the figures.

versions <- function(kit, out) {
  packages <- c("lme4", "metafor")
  of <- sapply(packages, function(name) as.character(packageVersion(name)))
  save_table(data.frame(name = c("R", packages), version = c(as.character(getRversion()), of)), out,
             "r_versions.csv")
}

# Rscript main.R NAME KIT OUT: one second opinion on one kit, as tables in OUT.

given <- commandArgs(trailingOnly = TRUE)
home <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
for (name in c("sheets", given[1])) source(file.path(home, paste0(name, ".R")))
get(given[1])(given[2], given[3])

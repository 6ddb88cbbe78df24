# What R gives for every estimator and standard error, stored in references.csv and versions.txt beside this script.
#
#   python tests/references/make_data.py FOLDER
#   Rscript tests/references/references.R FOLDER
#
# estimatr makes the numbers; sandwich and clubSandwich are asked the same where they can answer, and the script stops
# where they differ by more than 1e-8.

suppressPackageStartupMessages({
  library(estimatr); library(sandwich); library(clubSandwich); library(AER)
})

arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)))
public <- commandArgs(trailingOnly = TRUE)[1]

HC <- c("HC0", "HC1", "HC2", "HC3")
CR <- c("CR0", "CR1", "CR2")
rows <- list()

keep <- function(spec, estimator, arm, type, estimate, se, df, source) {
  t <- estimate / se
  reach <- qt(0.975, df) * se
  rows[[length(rows) + 1]] <<- c(spec, list(
    estimator = estimator, arm = arm, type = type, estimate = estimate, std_error = se, df = df,
    p_value = 2 * pt(-abs(t), df), ci_low = estimate - reach, ci_high = estimate + reach, source = source
  ))
}

same <- function(a, b, what) {
  if (any(abs(a - b) > 1e-8 * pmax(1, abs(b)))) stop(what, ": ", paste(a, collapse = " "), " against ", paste(b, collapse = " "))
}

spec_of <- function(data, outcome, arm_column, strata = "", cluster = "", weight = "", covariates = character(), take_up = "")
  list(data = data, outcome = outcome, arm_column = arm_column, strata = strata, cluster = cluster, weight = weight,
       covariates = paste(covariates, collapse = " "), take_up = take_up)

estimatr_type <- function(type) if (type == "CR1") "stata" else type

# HC and CR of a fitted lm or ivreg by sandwich and clubSandwich: variance and Satterthwaite df of one coefficient
other_variance <- function(model, type, cluster, term) {
  if (startsWith(type, "HC")) return(list(se = sqrt(vcovHC(model, type = type)[term, term])))
  V <- vcovCR(model, cluster = cluster, type = c(CR0 = "CR0", CR1 = "CR1S", CR2 = "CR2")[[type]])
  found <- list(se = sqrt(V[term, term]))
  if (type == "CR2") found$df <- coef_test(model, vcov = V, test = "Satterthwaite", coefs = term)$df_Satt
  found
}

check <- function(fit_se, fit_df, model, type, cluster, term, what) {
  other <- other_variance(model, type, cluster, term)
  same(fit_se, other$se, paste(what, type, "standard error"))
  if (!is.null(other$df)) same(fit_df, other$df, paste(what, type, "df"))
}

every <- function(spec, d, take_up = NULL) {
  d$Y <- d[[spec$outcome]]
  d$A <- d[[spec$arm_column]]
  arms <- sort(setdiff(unique(d$A), 0))
  covariates <- strsplit(spec$covariates, " ")[[1]]
  d$W <- if (spec$weight == "") NULL else d[[spec$weight]]
  weighted <- spec$weight != ""
  clustered <- spec$cluster != ""
  blocked <- spec$strata != ""
  if (clustered) d$G <- d[[spec$cluster]]
  if (blocked) d$S <- factor(d[[spec$strata]])
  types <- if (clustered) CR else HC
  arguments <- function(data, type) {
    found <- list(data = data, se_type = estimatr_type(type))
    if (weighted) found$weights <- quote(W)
    if (clustered) found$clusters <- quote(G)
    found
  }
  plain_weights <- function(data) if (weighted) data$W else rep(1, nrow(data))

  for (a in arms) {
    pair <- d[d$A %in% c(0, a), ]
    pair$T <- as.numeric(pair$A == a)
    # difference in means: of two groups, or saturated in block x arm, which lm_lin on the blocks alone is
    for (type in types) {
      fit <- if (blocked) do.call(lm_lin, c(list(Y ~ T, covariates = ~S), arguments(pair, type)))
             else do.call(lm_robust, c(list(Y ~ T), arguments(pair, type)))
      estimate <- unname(fit$coefficients["T"]); se <- unname(fit$std.error["T"]); df <- unname(fit$df["T"])
      source <- if (blocked) "estimatr::lm_lin on blocks" else "estimatr::lm_robust"
      # CR1's (n-1)/(n-k) counts the columns of the saturated model in both
      if (!blocked) check(se, df, lm(Y ~ T, pair, weights = plain_weights(pair)), type, pair$G, "T", "difference")
      if (type %in% c("HC2", "CR2")) {
        own <- do.call(difference_in_means, c(
          list(Y ~ T, data = pair),
          if (weighted) list(weights = quote(W)), if (clustered) list(clusters = quote(G)), if (blocked) list(blocks = quote(S))
        ))
        same(estimate, unname(own$coefficients), "difference_in_means estimate")
        same(se, unname(own$std.error), "difference_in_means standard error")
        if (!blocked && !weighted && !clustered) {
          welch <- t.test(pair$Y[pair$T == 1], pair$Y[pair$T == 0])
          same(se, unname(welch$stderr), "t.test")
          df <- unname(welch$parameter); source <- "stats::t.test"
        }
      }
      keep(spec, "difference_in_means", a, type, estimate, se, df, source)
    }
    if (!is.null(take_up)) {
      pair$D <- pair[[take_up]]
      for (with in c(TRUE, FALSE)) {
        right <- if (with) paste(c("", covariates), collapse = " + ") else ""
        f <- as.formula(paste("Y ~ D", right, "| T", right))
        for (type in types) {
          fit <- do.call(iv_robust, c(list(f), arguments(pair, type)))
          se <- unname(fit$std.error["D"]); df <- unname(fit$df["D"])
          name <- if (with) "2sls" else "wald"
          # AER takes leverages from another hat matrix (not the projected one): HC2 and HC3 are estimatr's alone
          if (!weighted && !(type %in% c("HC2", "HC3"))) check(se, df, ivreg(f, data = pair), type, pair$G, "D", name)
          keep(spec, name, a, type, unname(fit$coefficients["D"]), se, df, "estimatr::iv_robust")
        }
      }
    }
  }

  for (a in arms) d[[paste0("T", a)]] <- as.numeric(d$A == a)
  flags <- paste0("T", arms)
  columns <- c(if (blocked) "S", covariates)
  for (type in types) {
    f <- as.formula(paste("Y ~", paste(c(flags, columns), collapse = " + ")))
    fit <- do.call(lm_robust, c(list(f), arguments(d, type)))
    model <- lm(f, d, weights = plain_weights(d))
    for (a in arms) {
      term <- paste0("T", a)
      check(unname(fit$std.error[term]), unname(fit$df[term]), model, type, d$G, term, "ols")
      keep(spec, "ols", a, type, unname(fit$coefficients[term]), unname(fit$std.error[term]), unname(fit$df[term]), "estimatr::lm_robust")
    }
    d$F <- factor(d$A)
    lin <- do.call(lm_lin, c(list(Y ~ F, covariates = as.formula(paste("~", paste(columns, collapse = " + ")))), arguments(d, type)))
    for (a in arms) {
      term <- paste0("F", a)
      keep(spec, "lin", a, type, unname(lin$coefficients[term]), unname(lin$std.error[term]), unname(lin$df[term]), "estimatr::lm_lin")
    }
  }
}

own <- function(name) read.csv(file.path(here, paste0(name, ".csv")))
open <- function(name) read.csv(file.path(public, paste0(name, ".csv")))
X <- c("age", "earlier")

every(spec_of("nsw445", "re78", "train", covariates = c("age", "educ", "black", "hisp", "married", "nodegree", "re74", "re75")), open("nsw445"))
every(spec_of("nsw722", "re78", "trt", covariates = c("age", "educ", "black", "hisp", "marr", "nodeg", "re75")), open("nsw722"))
for (outcome in c("depress2", "job_seek"))
  every(spec_of("jobs2", outcome, "treat", covariates = c("econ_hard", "depress1", "sex", "age"), take_up = "comply"), open("jobs2"), "comply")
every(spec_of("blocked", "y", "arm", strata = "block", covariates = X, take_up = "took_part"), own("blocked"), "took_part")
every(spec_of("blocked", "y", "arm", strata = "block", weight = "w", covariates = X), own("blocked"))
every(spec_of("blocked", "y", "arm", weight = "w", covariates = X, take_up = "took_part"), own("blocked"), "took_part")
every(spec_of("clustered", "y", "arm", cluster = "office", covariates = X, take_up = "took_part"), own("clustered"), "took_part")
every(spec_of("clustered", "y", "arm", cluster = "office", weight = "w", covariates = X, take_up = "took_part"), own("clustered"), "took_part")
every(spec_of("block_clustered", "y", "arm", strata = "block", cluster = "office", covariates = X), own("block_clustered"))
every(spec_of("three_arms", "y", "arm", covariates = X, take_up = "took_part"), own("three_arms"), "took_part")

table <- do.call(rbind, lapply(rows, function(row) as.data.frame(row)))
numeric <- sapply(table, is.numeric)
table[numeric] <- lapply(table[numeric], function(column) formatC(column, digits = 17, format = "g", width = 1))
write.csv(table, file.path(here, "references.csv"), row.names = FALSE, quote = FALSE)
packages <- c("estimatr", "sandwich", "clubSandwich", "AER")
writeLines(c(R.version.string, paste(packages, sapply(packages, function(p) as.character(packageVersion(p))))), file.path(here, "versions.txt"))
cat(nrow(table), "rows\n")

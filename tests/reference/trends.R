# Figures of tests/tools/test_oracles.py by another route: lm(), predict() and rules written out. Base R.
# Rscript trends.R prints the lines that stand in EXPECTED there.
years <- 2015:2021
n <- list(A = c(200, 210, 190, 205, 198, 202, 207), B = c(80, 85, 78, 90, 88, 92, 95), C = c(60, 58, 66, 61, 64, 59, 62))
x <- list(A = c(110, 118, 112, 125, 118, 112, 108), B = c(30, 36, 33, 45, 46, 51, 58), C = c(41, 38, 45, 40, 44, 39, 42))
base <- c(A = 520, B = 480, C = 505)
pace <- c(A = 1.5, B = 4, C = -1)
score <- function(g, t) {
  i <- seq_len(n[[g]][t]) - 1
  base[[g]] + pace[[g]] * t + 3 * ((i * 37 + t * 11) %% 41) - 60
}
say <- function(outcome, group, reference, statistic, ...)
  cat(sprintf('    ("%s", "%s", "%s", "%s", %s),\n', outcome, group, reference, statistic,
              paste(sapply(c(...), function(v) formatC(v, digits = 12, format = "g")), collapse = ", ")))
level <- list(passed = lapply(names(n), function(g) x[[g]] / n[[g]]),
              score = lapply(names(n), function(g) sapply(1:7, function(t) mean(score(g, t)))))
variance <- list(passed = lapply(names(n), function(g) { p <- x[[g]] / n[[g]]; p * (1 - p) / n[[g]] }),
                 score = lapply(names(n), function(g) sapply(1:7, function(t) var(score(g, t)) / n[[g]][t])))
target <- c(passed = 0.8, score = 530)
weighted <- function(y, v) {
  fit <- lm(y ~ years, weights = 1 / v)
  X <- cbind(1, years - 2018)
  se <- sqrt(solve(t(X) %*% diag(1 / v) %*% X)[2, 2])  # known variances
  b <- unname(coef(fit)[2])
  c(b, b - qnorm(0.975) * se, b + qnorm(0.975) * se, 2 * pnorm(-abs(b / se)))
}
for (outcome in names(level)) {
  names(level[[outcome]]) <- names(variance[[outcome]]) <- names(n)
  for (g in names(n)) {
    y <- level[[outcome]][[g]]
    say(outcome, g, "", "slope", weighted(y, variance[[outcome]][[g]]))
    p <- predict(lm(y ~ years), data.frame(years = 2026), interval = "prediction", level = 0.95)
    say(outcome, g, "", "projected", p)
    say(outcome, g, "", "pace_needed", (target[[outcome]] - y[7]) / (2026 - 2021))
    say(outcome, g, "", "marker", approx(c(2021, 2026), c(y[7], target[[outcome]]), 2022)$y)
    bend <- sapply(3:5, function(k) deviance(lm(y ~ years + pmax(years - years[k], 0))))
    straight <- deviance(lm(y ~ years))
    k <- which.min(bend)
    if (7 * log(min(bend) / 7) + 4 * log(7) < 7 * log(straight / 7) + 2 * log(7))
      say(outcome, g, "", "joinpoint", years[3:5][k])
    else
      cat(sprintf('    ("%s", "%s", "", "joinpoint", None),\n', outcome, g))
  }
  for (g in c("B", "C")) {
    gap <- level[[outcome]][[g]] - level[[outcome]]$A
    v <- variance[[outcome]][[g]] + variance[[outcome]]$A
    s <- weighted(gap, v)
    say(outcome, g, "group=A", "gap_slope", s)
    years_left <- uniroot(function(h) gap[7] + h * s[1], c(-1000, 1000), tol = 1e-13)$root
    if (years_left > 0) say(outcome, g, "group=A", "years_to_parity", years_left)
    else cat(sprintf('    ("%s", "%s", "group=A", "years_to_parity", None),\n', outcome, g))
    change <- gap[7] - gap[6]
    se <- sqrt(v[7] + v[6])
    say(outcome, g, "group=A", "gap_change", change, change + c(-1, 1) * qnorm(0.975) * se, 2 * pnorm(-abs(change / se)))
  }
  last <- sapply(level[[outcome]], `[`, 7)
  say(outcome, "", "", "mdr", mean(abs(last - last[["A"]])))
}

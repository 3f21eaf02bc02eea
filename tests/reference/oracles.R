# Figures of tests/cases/oracles by another route than the program's: stats::glm and lm, students
# written out one by one, chisq.test, metafor. Not run by `make check`; run it in the case's folder:
#   Rscript ../../../reference/oracles.R
suppressMessages(library(metafor))
d <- read.csv("in.csv")
bands <- c("Lowest", "Low", "Middle", "High")
tab <- aggregate(cbind(n, x = n * passed) ~ band, d, sum)
tab <- tab[match(bands, tab$band), ]
x <- tab$x; n <- tab$n; p <- x / n; m <- sum(x) / sum(n)
say <- function(...) cat(sprintf("%s", paste(..., sep = ",")), "\n", sep = "")
f <- function(v) formatC(v, digits = 6, format = "g", width = 1)

# slope and relative index: binomial logit on the midpoint rank, HC1 over the four groups,
# intervals by a numeric gradient
r <- (cumsum(n) - n / 2) / sum(n)
fit <- glm(cbind(x, n - x) ~ r, family = binomial, control = list(epsilon = 1e-14))
X <- model.matrix(fit); u <- X * as.vector(x - n * fitted(fit)); k <- length(n)
V <- vcov(fit) %*% crossprod(u) %*% vcov(fit) * k / (k - 2)
delta <- function(g) {
  b <- coef(fit); h <- 1e-6
  grad <- sapply(1:2, function(i) { e <- c(0, 0); e[i] <- h; (g(b + e) - g(b - e)) / (2 * h) })
  c(g(b), sqrt(drop(t(grad) %*% V %*% grad)))
}
z <- qnorm(.975)
s <- delta(function(b) plogis(sum(b)) - plogis(b[1]))
l <- delta(function(b) log(plogis(sum(b))) - log(plogis(b[1])))
say("sii", f(s[1]), f(s[1] - z * s[2]), f(s[1] + z * s[2]))
say("rii", f(exp(l[1])), f(exp(l[1] - z * l[2])), f(exp(l[1] + z * l[2])))

# concentration: the convenient regression of 2 var(rank) level on rank, one row a student
rank <- rep(r, n); level <- rep(p, n); vr <- mean((rank - mean(rank))^2)
say("aci", f(coef(lm(I(2 * vr * level) ~ rank))[2]))
say("rci", f(coef(lm(I(2 * vr * level / mean(level)) ~ rank))[2]))
say("mld", f(1000 * mean(log(mean(level) / level))))

# Theil over schools: one row a student, with the rate of the student's band in the school
cell <- aggregate(cbind(n, x = n * passed) ~ school + band, d, sum)
own <- rep(cell$x / cell$n, cell$n); school <- rep(cell$school, cell$n)
rel <- own / mean(own); of <- ave(own, school) / mean(own)
say("theil_between", f(1000 * mean(of * log(of))))
say("theil_within", f(1000 * (mean(rel * log(rel)) - mean(of * log(of)))))

# association: Bergsma's V from chisq.test; entropies of the students
t2 <- cbind(x, n - x); N <- sum(t2)
chi <- unname(chisq.test(t2, correct = FALSE)$statistic)
phi <- max(0, chi / N - (k - 1) / (N - 1))
kc <- k - (k - 1)^2 / (N - 1); rc <- 2 - 1 / (N - 1)
say("cramers_v", f(sqrt(phi / min(kc - 1, rc - 1))))
y <- rep(rep(1:0, k), as.vector(t(t2))); g <- rep(1:k, n)
H <- function(v) { q <- table(v) / length(v); -sum(q * log(q)) }
say("uncertainty_coefficient", f((H(y) + H(g) - H(paste(y, g))) / H(y)))

# gaps of the lowest band to the rest of the school
low <- cell[cell$band == "Lowest", ]; low <- low[order(low$school), ]
all <- aggregate(cbind(n, x) ~ school, cell, sum)
a <- low$x / low$n; b <- (all$x - low$x) / (all$n - low$n)
v <- a * (1 - a) / low$n + b * (1 - b) / (all$n - low$n)
fit <- rma(a - b, v, method = "REML", control = list(threshold = 1e-12, maxiter = 1000))
hk <- rma(a - b, v, method = "REML", test = "knha", control = list(threshold = 1e-12, maxiter = 1000))
se <- max(fit$se, hk$se)
reach <- qt(.975, length(v) - 2) * sqrt(fit$tau2 + se^2)
say("tau_squared", f(fit$tau2))
say("i_squared", f(fit$I2 / 100))
say("prediction_interval", f(coef(fit)), f(coef(fit) - reach), f(coef(fit) + reach))

# funnel of the lowest band about its rate in the district
p0 <- sum(low$x) / sum(low$n); se <- sqrt(p0 * (1 - p0) / low$n)
for (i in seq_along(a))
  say(paste0("funnel ", low$school[i]), f((a[i] - p0) / se[i]), f(max(0, p0 - z * se[i])),
      f(min(1, p0 + z * se[i])), if (abs(a[i] - p0) / se[i] > qnorm(.999)) "beyond 99.8" else
      if (abs(a[i] - p0) / se[i] > z) "beyond 95" else "within")

# intervals of aci, rci (error of that regression on the four groups, normal) and mld (numeric
# gradient over the levels, each with its binomial variance)
ci <- function(v, se) paste(f(v - z * se), f(v + z * se), sep = ",")
w <- lm(I(2 * vr * p) ~ r, weights = n); q <- summary(w)$coefficients[2, ]
say("aci interval", ci(q[1], q[2]))
say("rci interval", ci(q[1] / m, q[2] / m))
mld <- function(y) 1000 * log(sum(n * y) / sum(n)) - 1000 * sum(n * log(y)) / sum(n)
grad <- sapply(1:k, function(i) { e <- replace(rep(0, k), i, 1e-6); (mld(p + e) - mld(p - e)) / 2e-6 })
say("mld interval", ci(mld(p), sqrt(sum(grad^2 * p * (1 - p) / n))))

#!/usr/bin/env python3
"""Covariates that tell success from failure: a logit has no estimate there, which must be said, whichever way it is fitted."""

from harness import Part
from small_tables import Report

# Of each group: successes and students where (c, d) is (0, 0), (0, 1), (1, 0), (1, 1).
CELLS = {"A": ((0, 20), (12, 30), (6, 10), (25, 25)), "B": ((0, 30), (9, 30), (19, 30), (30, 30)),
         "C": ((0, 15), (3, 9), (7, 15), (21, 21))}
# With one success more in B's first cell and one less in C's last, by R: glm(cbind(x, n - x) ~ c + d + group, binomial), students'
# average of predict(type = "response") with the group 1 less that with 0.
EFFECTS = {("A", "rest"): 0.032990037020103, ("B", "rest"): 0.015571778190584, ("C", "rest"): -0.067019072182396,
           ("A", "group=C"): 0.060958614325274, ("B", "group=C"): 0.061884928468145}


def table(cells):
    """Rows that stand for many students."""
    lines = ["group,c,d,passed,w"]
    for group, four in cells.items():
        for k, (x, n) in enumerate(four):
            lines += [f"{group},{k // 2},{k % 2},{value},{times}" for value, times in ((1, x), (0, n - x)) if times]
    return "\n".join(lines) + "\n"


def together(part):
    """Where both covariates are 0 nobody passes and where both are 1 all do, but at each level of either some do and some do not.
    With -1, 1, 1 for the constant and the covariates no success is below 0 and no failure above: the likelihood has no maximum,
    and where a search stops (R at some -20, statsmodels at another) is no figure. Two students who differ and it has one."""
    one = {**CELLS, "B": ((1, 30), *CELLS["B"][1:]), "C": (*CELLS["C"][:3], (20, 21))}
    for cells in (CELLS, one):
        for reference in ("rest", "group=C"):
            report = Report(part, table(cells), "--stats", "adjusted_difference", "--covariates", "c,d", "--reference", reference)
            for group in [g for g, to in EFFECTS if to == reference]:
                place = ("", "", group, reference, "adjusted_difference")
                if cells is CELLS:
                    report.none(place, note="the covariates separate success from failure (no estimate exists)")
                else:
                    report.close(place, EFFECTS[group, reference], tolerance=1e-9)


def alone(part):
    """The same where one level of one covariate tells: everybody passes where c is 1."""
    cells = {g: (four[1], four[2], (four[3][1], four[3][1]), four[3]) for g, four in CELLS.items()}
    report = Report(part, table(cells), "--stats", "adjusted_difference", "--covariates", "c,d")
    for group in cells:
        report.none(("", "", group, "rest", "adjusted_difference"),
                    note="the covariates separate success from failure (no estimate exists)")


def main():
    """Each in turn."""
    part = Part("separation")
    for proof in (together, alone):
        proof(part)
    part.finish()


if __name__ == "__main__":
    main()

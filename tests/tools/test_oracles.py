#!/usr/bin/env python3
"""Trends, plans and a mean distance against figures of R for the same data, got by another route:
lm() with weights, predict(interval = "prediction"), approx(), deviance() of a broken line with BIC, uniroot()
(tests/reference/trends.R, which prints EXPECTED)."""

from harness import Part, facts, run

YEARS = range(2015, 2022)
N = {"A": (200, 210, 190, 205, 198, 202, 207), "B": (80, 85, 78, 90, 88, 92, 95), "C": (60, 58, 66, 61, 64, 59, 62)}
X = {"A": (110, 118, 112, 125, 118, 112, 108), "B": (30, 36, 33, 45, 46, 51, 58), "C": (41, 38, 45, 40, 44, 39, 42)}
BASE = {"A": (520, 1.5), "B": (480, 4), "C": (505, -1)}
COLUMNS = ("value", "ci_low", "ci_high", "p_value")

# outcome, group, reference, statistic, then value, interval and p as far as it has them; None: not estimable
EXPECTED = (
    ("passed", "A", "", "slope", -0.0033500527842, -0.0162654742409, 0.00956536867249, 0.611184658637),
    ("passed", "A", "", "projected", 0.54241400804, 0.3866687679, 0.69815924818),
    ("passed", "A", "", "pace_needed", 0.055652173913),
    ("passed", "A", "", "marker", 0.577391304348),
    ("passed", "A", "", "joinpoint", 2018),
    ("passed", "B", "", "slope", 0.038152855053, 0.0187423570089, 0.0575633530971, 0.000116935741805),
    ("passed", "B", "", "projected", 0.792134285825, 0.719254160111, 0.865014411538),
    ("passed", "B", "", "pace_needed", 0.0378947368421),
    ("passed", "B", "", "marker", 0.648421052632),
    ("passed", "B", "", "joinpoint", None),
    ("passed", "C", "", "slope", -4.35990065667e-05, -0.0223347483283, 0.0222475503151, 0.996941339874),
    ("passed", "C", "", "projected", 0.671607977813, 0.59904212247, 0.744173833155),
    ("passed", "C", "", "pace_needed", 0.0245161290323),
    ("passed", "C", "", "marker", 0.701935483871),
    ("passed", "C", "", "joinpoint", None),
    ("passed", "B", "group=A", "gap_slope", 0.0418669210599, 0.0185471026623, 0.0651867394574, 0.000433511755376),
    ("passed", "B", "group=A", "years_to_parity", None),
    ("passed", "B", "group=A", "gap_change", 0.0888948048123, -0.0821581232629, 0.259947732887, 0.308403723876),
    ("passed", "C", "group=A", "gap_slope", 0.00340933941615, -0.0223607464056, 0.0291794252379, 0.795403802965),
    ("passed", "C", "group=A", "years_to_parity", None),
    ("passed", "C", "group=A", "gap_change", 0.0491187207959, -0.144420166037, 0.242657607629, 0.61888995172),
    ("passed", "", "", "mdr", 0.0814891365862),
    ("score", "A", "", "slope", 1.53142828609, 0.605892280232, 2.45696429194, 0.00118264298922),
    ("score", "A", "", "projected", 538.098529165, 536.074164015, 540.122894314),
    ("score", "A", "", "pace_needed", -0.18115942029),
    ("score", "A", "", "marker", 530.724637681),
    ("score", "A", "", "joinpoint", None),
    ("score", "B", "", "slope", 3.98084601195, 2.56261694732, 5.39907507658, 3.7668266502e-08),
    ("score", "B", "", "projected", 528.177837699, 524.483440258, 531.872235141),
    ("score", "B", "", "pace_needed", 4.28),
    ("score", "B", "", "marker", 512.88),
    ("score", "B", "", "joinpoint", None),
    ("score", "C", "", "slope", -1.19177750813, -2.90135619846, 0.517801182207, 0.171836814338),
    ("score", "C", "", "projected", 491.348172606, 487.048538462, 495.64780675),
    ("score", "C", "", "pace_needed", 6.51612903226),
    ("score", "C", "", "marker", 503.935483871),
    ("score", "C", "", "joinpoint", None),
    ("score", "B", "group=A", "gap_slope", 2.44960693247, 0.755759435513, 4.14345442943, 0.00459033408637),
    ("score", "B", "group=A", "years_to_parity", 9.10586788671),
    ("score", "B", "group=A", "gap_change", 2.34325584732, -10.0090419944, 14.6955536891, 0.710034968321),
    ("score", "C", "group=A", "gap_slope", -2.71582744233, -4.66034136522, -0.771313519444, 0.00619258248635),
    ("score", "C", "group=A", "years_to_parity", None),
    ("score", "C", "group=A", "gap_change", -2.54022645472, -17.0447183392, 11.9642654298, 0.731405956917),
    ("score", "", "", "mdr", 18.5974131214),
)

# What a reader of the yearly figures would say of the two groups against A: B's gap in passed (behind on the whole,
# its own slope rising, A's not) closes because it rose; C's gap shows no clear change. In score B is behind and
# rises while A rises too: both moved. C is behind A and falls further: A rose clearly, C's own slope is unclear.
VERDICTS = {("passed", "B"): "closing, the group behind improved", ("passed", "C"): "no clear change",
            ("score", "B"): "closing, both moved", ("score", "C"): "widening, the group ahead improved"}


def students():
    """The rows of the data."""
    yield "year,group,passed,score"
    for group, sizes in N.items():
        base, pace = BASE[group]
        for t, size in enumerate(sizes, 1):
            for i in range(size):
                score = base + pace * t + 3 * ((i * 37 + t * 11) % 41) - 60
                yield f"{YEARS[t - 1]},{group},{int(i < X[group][t - 1])},{score}"


def main():
    """One run, every figure."""
    part = Part("oracles")
    path = part.folder / "trends.csv"
    path.write_text("\n".join(students()) + "\n", encoding="utf-8")
    result = run("analyze", path, "--by", "group", "--year", "year", "--outcome", "passed:rate", "--outcome", "score:mean",
                 "--id", "none", "--reference", "group=A", "--stats", "basic,trend,mdr", "--target", "passed=80%",
                 "--target", "score=530", "--by-year", "2026", "-f", "csv", "--digits", "14", "-q")
    part.check("runs", result.rc == 0, result)
    table = {}
    for fact in facts(result.out):
        if fact["statistic"] != "mdr" or fact["year"] == "2021":
            table[(fact["outcome"], fact["group"], fact["reference"], fact["statistic"])] = fact
    for outcome, group, reference, statistic, *numbers in EXPECTED:
        fact = table.get((outcome, group, reference, statistic), {})
        name = f"{statistic} of {outcome}, {group or 'the dimension'}"
        if numbers == [None]:
            part.equal(name, fact.get("status"), "not_estimable")
        for column, number in zip(COLUMNS, numbers):
            if number is not None:
                part.close(f"{name}: {column}", fact.get(column), number, 1e-9)
    for (outcome, group), words in VERDICTS.items():
        part.equal(f"verdict of {outcome}, {group}", table[(outcome, group, "group=A", "verdict")]["note"], words)
    part.finish()


if __name__ == "__main__":
    main()

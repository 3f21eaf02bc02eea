#!/usr/bin/env python3
"""Published files as States write them, made here from students who are known: what the program gives as a figure
must be the students' own, and what it gives as bounds must hold it. Marks, ranges of rounded percentages, percentages
with and without their sign, levels as counts or shares, a district's row beside its schools."""

import csv
import io
import math
import random

from harness import Part, facts, run

GROUPS = {"race_ethnicity": ("Asian", "Black", "Hispanic", "White"), "gender": ("Female", "Male")}
PASSING = {"Asian": .97, "Black": .5, "Hispanic": .6, "White": .75}
LEVELS = ("Low", "Basic", "Proficient", "Advanced")
WEIGHTS = {"Asian": (1, 1, 3, 8), "Black": (6, 3, 1, 1), "Hispanic": (2, 3, 3, 2), "White": (1, 2, 4, 1)}
SMALL = (("*", "*"), ("<10", "*"), ("<10", "<10"), ("n<10", "n<10"), (None, "<10"), ("***", "***"))


def students(rng):
    """Rows (district, school, year, race, gender, passed, level)."""
    for district in ("North", "South"):
        for school in ("Ada", "Bo", "Cy"):
            for year in ("2021-22", "2022-23"):
                for _ in range(rng.choice((5, 16, 60, 250))):
                    race = rng.choice(GROUPS["race_ethnicity"])
                    gender, passed = rng.choice(GROUPS["gender"]), int(rng.random() < PASSING[race])
                    yield district, school, year, race, gender, passed, rng.choices(range(4), WEIGHTS[race])[0]


def cells(rows):
    """(district, school, year, dimension, group) and the students there."""
    table = {}
    for row in rows:
        for school in (row[1], "All Schools"):
            for where in (("all", "All Students"), ("race_ethnicity", row[3]), ("gender", row[4])):
                table.setdefault((row[0], school, row[2], *where), []).append(row)
    return table


def share(rng, share_of, places, sign):
    """A percentage as it is published: a figure, a range of rounded ones, a tail."""
    whole = math.floor(100 * share_of + .5)
    if rng.random() < .15 and whole >= 95:
        return rng.choice((">=95%", "GE95"))
    if rng.random() < .15 and whole <= 5:
        return rng.choice(("<=5%", "LE5"))
    if rng.random() < .1 and whole < 100:
        return f"{whole // 20 * 20}-{whole // 20 * 20 + 19}" + ("%" if sign else "")
    return f"{100 * share_of:.{places}f}" + ("%" if sign else "")


def published(rng, table, levels):
    """The file: figures of small groups are marked in one of the usual ways."""
    places, sign, counts = rng.choice((0, 1, 2)), rng.random() < .5, rng.random() < .3
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["District", "School", "Year", "Group", "Tested", *(LEVELS if levels else ["Pct Met"])])
    places_of = list(table)
    rng.shuffle(places_of)
    for place in places_of:
        rows, n = table[place], len(table[place])
        of = [sum(r[6] == k for r in rows) for k in range(4)] if levels else [sum(r[5] for r in rows)]
        if n < 10:
            mark = rng.choice(SMALL)
            figures = [mark[0] or n, *[mark[1]] * len(of)]
        elif levels and counts:
            figures = [n, *of]
        else:
            figures = [f"{n:,}", *(share(rng, x / n, places, sign) for x in of)]
        sheet.writerow([*place[:3], place[4], *figures])
    return out.getvalue()


def truth(fact, table):
    """What the students say to it; None: not asked here."""
    unit = fact["unit"]
    school, _, district = unit.partition(" (")
    place = (unit, "All Schools") if fact["unit_type"] == "District" else (district[:-1], school)
    group = "All Students" if fact["group"] == "All students" else fact["group"]
    rows = table.get((*place, fact["year"], fact["dimension"], group), [])
    name, _, level = fact["statistic"].partition(":")
    whole = table.get((*place, fact["year"], "all", "All Students"), [])
    if name == "n":
        return len(rows)
    if not rows or (name == "difference" and len(whole) == len(rows)):
        return None
    if level:
        count = sum(r[6] == LEVELS.index(level) for r in rows)
        return count if name == "count" else count / len(rows)
    count = sum(r[5] for r in rows)
    others = sum(r[5] for r in whole) - count
    return {"count": count, "rate": count / len(rows),
            "difference": count / len(rows) - others / max(1, len(whole) - len(rows))}[name]


def check(part, label, fact, want, told):
    """A figure is the truth, bounds hold it."""
    told[fact["status"]] = told.get(fact["status"], 0) + 1
    if want is None or fact["status"] not in ("ok", "interval"):
        return
    where = f"{label}: {fact['unit']} {fact['year']} {fact['group']} {fact['statistic']}"
    if fact["status"] == "ok":
        part.close(where, fact["value"], want, 1e-9)
        return
    low, high = (float(fact[k]) if fact[k] else end for k, end in (("ci_low", -math.inf), ("ci_high", math.inf)))
    part.check(f"{where} within its bounds", low - 1e-9 <= want <= high + 1e-9, f"{low} to {high}, and it is {want}")


def main():
    """Ten files of each kind."""
    part = Part("published")
    told = {}
    for seed in range(20):
        rng, levels = random.Random(seed), seed % 2 == 1
        table = cells(list(students(rng)))
        path = part.folder / f"{seed}.csv"
        path.write_text(published(rng, table, levels), encoding="utf-8")
        figures = ",".join(f"level:{name}={name}" for name in LEVELS) if levels else "rate=Pct Met"
        result = run("analyze", path, "--counts", f"n=Tested,{figures},name=met", "--group-column", "Group", "--within",
                     "District,School", "--year", "Year", "--stats", "n,count:LEVEL,share:LEVEL" if levels else
                     "n,count,rate,difference", "--edition", "internal", "--digits", "12", "-f", "csv", "-q")
        part.check(f"{seed} runs", result.rc == 0, result)
        for fact in facts(result.out):
            check(part, str(seed), fact, truth(fact, table), told)
    for status in ("ok", "interval", "suppressed"):
        part.check(f"there are some of {status}", told.get(status, 0) > 100, told)
    part.finish()


if __name__ == "__main__":
    main()

"""Small random districts of every shape, with the truth of every figure: small groups, Unknown, crosses, units,
years, several outcomes of which some students have none, rates near none and all, students in two schools."""

import csv
import io
import random
from collections import Counter
from itertools import combinations

from attack_reader import BY_SIZE, DEFAULT, Rules

DIMENSIONS = {"race": ("Quillon", "Ravend", "Sostrin", "Tavish", "Umbrey"), "sex": ("Ferrow", "Mellick", "Xandle"),
              "learner": ("Current", "Former", "Never"), "support": ("Yes", "No")}
UNITS = ("Alder Hall", "Birch Yard", "Cedar Row", "Dogwood Gate")
# Everybody knows which school is in which district.
DISTRICT_OF = {"Alder Hall": "Elm Valley", "Birch Yard": "Elm Valley", "Cedar Row": "Fir Plain", "Dogwood Gate": "Fir Plain"}
YEARS = ("2020-21", "2021-22", "2022-23", "2023-24")
LEVELS = ("Low", "Basic", "Proficient", "Advanced")
SETS = ("basic", "basic", "basic,effect,impact", "basic,idea,inequality", "basic,trend,units,segregation",
        "basic,effect,impact,idea,inequality,trend,units,segregation")


# {name: (arguments, rules, most that one student may be of a mean's sum)}
POLICIES = {"default": ((), DEFAULT, 1), "min-n": (("--policy", "min-n"), Rules(one_open=False), 1),
            "nces-2011-603": (("--policy", "nces-2011-603"), Rules((*BY_SIZE, (300, 1, None))), 1),
            "next-smallest": (("--policy", "next-smallest"), Rules((*BY_SIZE, (300, 1, 3)), next_smallest=True), 1),
            "own numbers": (("--tails", "5:20%,30:7.5%,100:2%/4", "--min-count", "3", "--min-rest", "2", "--dominance", "30%"),
                            Rules(((5, 20, None), (30, 7.5, None), (100, 2, 4)), 3, 2), 0.3),
            "counts alone": (("--policy", "min-n", "--min-count", "5", "--min-rest", "5", "--next-smallest", "yes"),
                             Rules((), 5, 5, next_smallest=True, one_open=False), 1)}


class District:
    """Rows, the arguments that analyse them, and what is true. overlap: students may be in two units; small: quickly attacked."""

    def __init__(self, seed, small=False, linked=None, policy="default"):
        self.policy, self.rules, self.share = POLICIES[policy]
        rng = self.rng = random.Random(seed)
        self.seed, self.small = seed, small
        self.years = YEARS[:rng.choice((1, 1, 1, 2) if small else (1, 1, 2, 3))]
        self.units = UNITS[:rng.choice((2, 2, 3) if small else (2, 3, 4))] if rng.random() < 0.6 else ()
        names = rng.sample(sorted(DIMENSIONS), rng.choice((1, 2) if small else (1, 2, 2, 3)))
        self.dimensions = list(names)
        pairs = ["*".join(p) for p in combinations(names, 2)]
        self.dimensions += rng.sample(pairs, min(len(pairs), rng.choice((0, 1, 1, 2))))
        if len(names) == 3 and rng.random() < 0.2:
            self.dimensions.append("*".join(names))
        self.min_n = rng.choice((5, 10, 10, 20))
        self.linked = rng.random() < 0.15 if linked is None else linked
        self.overlap = bool(self.units) and rng.random() < 0.12
        self.nested = self.linked and len(self.units) > 2 and not self.overlap and rng.random() < 0.5
        self.by_unit = bool(self.units) and not self.overlap and rng.random() < 0.1
        self.stats = rng.choice(SETS)
        self.reference = rng.choice(("rest", "rest", "overall", "highest"))
        self.outcomes = self.pick_outcomes()
        self.rows = self.make_rows()

    def pick_outcomes(self):
        """{name: (flag, kind, column)}."""
        every = {"passed": ("passed:rate", "rate", "passed"), "level": ("level:levels(Low<Basic<Proficient<Advanced)", "levels", "level"),
                 "score": ("score:mean", "mean", "score"), "absent": ("absent:rate:lower", "rate", "absent"),
                 "present": ("present:mean", "binary", "present")}
        names = self.rng.sample(sorted(every), self.rng.choice((1, 1, 2) if self.small else (1, 1, 2, 3)))
        chosen = {name: every[name] for name in names}
        if self.linked and "level" in names:
            chosen["reached"] = ("reached=level:rate(Proficient|Advanced)", "rate", "level")
        if self.linked and "score" in names:
            chosen["high"] = ("high=score:rate(>=3)", "rate", "score")
            chosen["top"] = ("top=score:rate(>=5)", "rate", "score")
        return chosen

    def make_rows(self):
        """A student of a year a row."""
        rng, rows = self.rng, []
        weights = {d: [rng.choice((40, 25, 10, 4, 1)) for _ in DIMENSIONS[d]] for d in DIMENSIONS}
        blank = {d: rng.choice((0, 0, 0.01, 0.05)) for d in DIMENSIONS}
        missing = {c: rng.choice((0, 0, 0.04, 0.2)) for c in ("passed", "level", "score", "absent", "present")}
        chance = {v: rng.choice((0.03, 0.2, 0.5, 0.7, 0.97)) for values in DIMENSIONS.values() for v in values}
        chance[""] = 0.5
        size = rng.choice((30, 60, 120) if self.small else (30, 60, 120, 240, 240))
        none = rng.choice(DIMENSIONS["race"]) if rng.random() < 0.2 else None
        for year in self.years:
            for _ in range(int(size * rng.uniform(0.8, 1.2))):
                row = {"student_id": f"{len(rows) + 1:07d}", "year": year, "school": rng.choice(UNITS[:max(1, len(self.units))])}
                row["district"] = DISTRICT_OF[row["school"]]
                for d, values in DIMENSIONS.items():
                    row[d] = "" if rng.random() < blank[d] else rng.choices(values, weights[d])[0]
                p = (chance[row["race"]] + chance[row["sex"]]) / 2
                results = {"passed": int(rng.random() < p), "absent": int(rng.random() < p / 3), "present": int(rng.random() > p / 4),
                           "score": sum(rng.random() < p for _ in range(6)), "level": LEVELS[sum(rng.random() < p for _ in range(3))]}
                for column, value in results.items():
                    gone = rng.random() < missing[column] or (row["race"] == none and column != "score")
                    row[column] = "" if gone else str(value)
                rows.append(row)
        return rows

    def written(self):
        """The rows as they stand in the file: some again in a second unit."""
        if not self.overlap:
            return self.rows
        rng = random.Random(self.seed)
        again = [dict(r, school=rng.choice([u for u in self.units if u != r["school"]])) for r in self.rows if rng.random() < 0.05]
        return self.rows + [dict(r, district=DISTRICT_OF[r["school"]]) for r in again]

    def csv(self):
        """The file."""
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, list(self.rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.written())
        return out.getvalue().encode()

    def args(self):
        """What follows the file's name."""
        by = self.dimensions + (["school"] if self.by_unit else [])
        out = ["--by", ",".join(by), "--year", "year", "--id", "student_id" if self.overlap else "none",
               "--min-n", str(self.min_n), *self.policy, "--stats", self.stats, "--reference", self.reference]
        for flag, _, _ in self.outcomes.values():
            out += ["--outcome", flag]
        return out + (["--within", "district,school" if self.nested else "school"] if self.units else [])

    def kinds(self):
        """{outcome: rate, levels, mean or binary}."""
        return {name: kind for name, (_, kind, _) in self.outcomes.items()}

    def cells_of(self, row, whole, unit):
        """The cells that count a row."""
        by = self.dimensions + (["school"] if self.by_unit else [])
        places = ([("all", "")] if whole else []) + ([("school", row["school"])] if unit else [])
        places += [("district", row["district"])] if unit and self.nested else []
        for place in places:
            yield (*place, row["year"], "all", "All students")
            for d in by:
                yield (*place, row["year"], d, "*".join(row[a] or "Unknown" for a in d.split("*")))

    def truth(self):
        """{(word, outcome, cell): students}, {(outcome, cell): values} of means, and {cell: ids of its students}."""
        out, values, cells = Counter(), {}, {}
        new = {id(r) for r in self.rows}
        for row in self.written():
            for cell in self.cells_of(row, id(row) in new, bool(self.units)):
                cells.setdefault(cell, set()).add(row["student_id"])
                for name, (_, kind, column) in self.outcomes.items():
                    self.add(out, values, (name, kind, row[column]), cell)
        return out, values, cells

    @staticmethod
    def add(out, values, outcome, cell):
        """One student's value of an outcome."""
        name, kind, value = outcome
        if value == "":
            out["missing", name, cell] += 1
            return
        out["n", name, cell] += 1
        if kind == "levels":
            out[f"count:{value}", name, cell] += 1
        elif kind == "mean":
            values.setdefault((name, cell), []).append(float(value))
        else:
            hit = {"reached": value in LEVELS[2:], "high": value >= "3", "top": value >= "5"}.get(name, value == "1")
            out["count", name, cell] += hit

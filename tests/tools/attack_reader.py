"""A reader of a public report who wants to know what it hides.

Takes nothing but the report's facts. Every group of every unit and year has unknown whole numbers (students with
a result, without one, with the outcome, at each level); all that is published ties them, and linear and
integer programs (HiGHS) find the ends of the interval that is left for each. Shares no code with the program.
"""

import math
import random
from collections import defaultdict
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

ALL = ("all", "All students")
# A cut that is suppressed beside its n is known to have no code.
CUTS_TELL = False
# Trends that use the last years alone; the others use all years of their range.
LAST_YEARS = {"persistence": 5, "pace_needed": 1, "marker": 1}
MANY = 100000


class Rules:
    """What a policy shows beside its min_n: tiers (students from, percent, at most so many), and how many at least must have
    the outcome, or lack it."""

    def __init__(self, tiers=(), least=0, rest=0, next_smallest=False, one_open=True):
        self.tiers, self.least, self.rest, self.next_smallest, self.one_open = tiers, least, rest, next_smallest, one_open

    def most(self, n, fewest):
        """The greatest count that is coded as nearly none; -1: not even 0."""
        out = -1
        if self.tiers:
            _, percent, limit = [t for i, t in enumerate(self.tiers) if i == 0 or n >= t[0]][-1]
            out = min(math.floor(Fraction(str(percent)) * n / 100), n if limit is None else limit)
            out = max(out, 1) if self.one_open else out
        return max(out, fewest - 1)

    def tail(self, x, n):
        """Is x of n so near to none (-1) or all (1) that it is coded?"""
        if n == 0:
            return 0
        return -1 if x <= self.most(n, self.least) else 1 if n - x <= self.most(n, self.rest) else 0


BY_SIZE = ((0, 20, None), (20, 10, None), (40, 5, None), (100, 2, None))
DEFAULT = Rules((*BY_SIZE, (300, 1, 3)), one_open=False)
tail = DEFAULT.tail


def share_ends(value, n, digits):
    """The counts of n that a share may stand for, `digits` significant digits of it being shown."""
    half = 1e-9 if digits is None or value == 0 else 0.5 * 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    return math.ceil((value - half) * n - 1e-7), math.floor((value + half) * n + 1e-7)


class Report:
    """What a report says. A cell is (unit_type, unit, year, dimension, group); a figure is (word, outcome, cell),
    word being n, missing, count or count:LEVEL."""

    def __init__(self, facts, kinds, digits=None, loose_units=False, rules=DEFAULT):
        self.kinds, self.digits, self.loose_units, self.rules = kinds, digits, loose_units, rules
        self.low, self.high = {}, {}          # of each figure
        self.uses = []                        # facts computed from cells: (fact, cell, cell of the reference)
        self.cells = set()
        self.inside = {}                      # (unit_type, unit): the unit it lies within
        self.sums = []                        # (factors by figure, low, high)
        self.levels = defaultdict(list)       # outcome: levels in their order
        self.told = {}                        # (cell, outcome, statistic): status
        for fact in facts:
            self.read(fact)
        self.students = defaultdict(set)
        for _, outcome, cell in self.low:
            self.students[cell].add(outcome)

    def bound(self, figure, low, high):
        """The figure lies within these ends too."""
        was = self.low.get(figure, 0), self.high.get(figure, math.inf)
        self.low[figure], self.high[figure] = max(was[0], low), min(was[1], high)

    def read(self, fact):
        """One fact."""
        year, statistic, outcome = fact["year"] or "", fact["statistic"], fact["outcome"]
        if not fact["group"] or not outcome or (fact["unit_type"] != "all" and not fact["unit"]):
            return
        cell = (fact["unit_type"], fact["unit"] or "", year, fact["dimension"], fact["group"])
        word = statistic.split(":")[0]
        if ".." in year or fact["reference"]:
            if fact["status"] == "ok":
                self.uses.append((fact, cell))
            return
        self.cells.add(cell)
        self.told[cell, outcome, statistic] = fact["status"]
        self.bound(("n", outcome, cell), 0, math.inf)
        self.bound(("missing", outcome, cell), 0, math.inf)
        if fact["n"] not in ("", None):
            self.bound(("n", outcome, cell), int(fact["n"]), int(fact["n"]))
        level = statistic.split(":", 1)[1] if ":" in statistic else None
        if word in ("count", "share") and level is not None and level not in self.levels[outcome]:
            self.levels[outcome].append(level)
        value = None if fact["value"] in ("", None) else float(fact["value"])
        if word in ("n", "missing", "count"):
            figure = (statistic, outcome, cell)
            self.bound(figure, 0, math.inf)
            if fact["status"] == "ok":
                self.bound(figure, int(value), int(value))
        if word in ("rate", "share"):
            figure = ("count" if level is None else f"count:{level}", outcome, cell)
            self.bound(figure, 0, math.inf)
            if fact["status"] == "ok":
                self.bound(figure, *share_ends(value, int(fact["n"]), self.digits))
        elif fact["status"] == "ok" and word not in ("n", "missing", "count", "at_or_above"):
            self.uses.append((fact, cell))

    def shown(self, figure):
        """Is it published?"""
        return figure in self.low and self.low[figure] == self.high[figure]

    def counts(self, outcome):
        """Words of the counts of an outcome."""
        kind = self.kinds[outcome]
        return ["count"] if kind == "rate" else [f"count:{v}" for v in self.levels[outcome]] if kind == "levels" else []

    def tie(self, factors, low, high):
        """low <= sum of factor * figure <= high."""
        self.sums.append((factors, low, high))

    def codes(self):
        """What statuses say of counts beside a shown n: a code, or that there is none."""
        for (cell, outcome, statistic), status in self.told.items():
            word, _, level = statistic.partition(":")
            n = self.low[("n", outcome, cell)]
            if not self.shown(("n", outcome, cell)) or word not in ("rate", "share", "at_or_above") or status == "ok":
                continue
            want = {"bottom_coded": -1, "top_coded": 1, "suppressed": 0}.get(status)
            if want is None or n == 0 or (word == "at_or_above" and not CUTS_TELL):
                continue
            fits = [x for x in range(int(n) + 1) if self.rules.tail(x, n) == want]
            if word == "at_or_above":
                levels = self.levels[outcome]
                parts = levels[levels.index(level):]
                self.tie({(f"count:{k}", outcome, cell): 1 for k in parts}, min(fits), max(fits))
            else:
                self.bound((f"count:{level}" if level else "count", outcome, cell), min(fits), max(fits))
        for (cell, outcome, statistic), status in self.told.items():
            del status, statistic
            for word in self.counts(outcome):
                self.bound((word, outcome, cell), 0, math.inf)

    def within_cells(self):
        """Counts and n; levels make up n; students are the same for every outcome, and a row has one at least."""
        for cell in self.cells:
            first = None
            for outcome in sorted(self.students[cell]):
                n, missing = ("n", outcome, cell), ("missing", outcome, cell)
                words = self.counts(outcome)
                for word in words:
                    self.tie({n: 1, (word, outcome, cell): -1}, 0, math.inf)
                if self.kinds[outcome] == "levels":
                    self.tie({n: -1, **{(word, outcome, cell): 1 for word in words}}, 0, 0)
                    for statistic in [s for c, o, s in self.told if c == cell and o == outcome and s.startswith("at_or_above:")
                                      and self.told[c, o, s] == "ok"]:
                        self.cut(statistic, outcome, cell)
                if first is None:
                    first = (n, missing)
                    self.tie({n: 1, missing: 1}, 1, math.inf)
                else:
                    self.tie({n: 1, missing: 1, first[0]: -1, first[1]: -1}, 0, 0)

    def cut(self, statistic, outcome, cell):
        """A shown share at or above a level is a sum of levels."""
        levels = self.levels[outcome]
        parts = levels[levels.index(statistic.split(":", 1)[1]):]
        x = self.values.get((cell, outcome, statistic))
        if x is not None:
            self.tie({(f"count:{k}", outcome, cell): 1 for k in parts}, *x)

    def read_cuts(self, facts):
        """{(cell, outcome, statistic): least and most students at or above}."""
        self.values = {}
        for fact in facts:
            if fact["statistic"].startswith("at_or_above:") and fact["status"] == "ok" and not fact["reference"] \
                    and fact["group"] and ".." not in (fact["year"] or "") and (fact["unit_type"] == "all" or fact["unit"]):
                cell = (fact["unit_type"], fact["unit"] or "", fact["year"] or "", fact["dimension"], fact["group"])
                self.values[cell, fact["outcome"], fact["statistic"]] = share_ends(float(fact["value"]), int(fact["n"]), self.digits)

    def families(self):
        """(total, parts, are they units): groups of a whole, units of the whole, crosses of their parents, twins."""
        by_place, by_units = defaultdict(list), defaultdict(list)
        for cell in sorted(self.cells):
            by_place[cell[:4]].append(cell)
            if cell[0] != "all":
                by_units[cell[0], cell[2:]].append(cell)
        dimensions = sorted({cell[3] for cell in self.cells if cell[3] != "all"})
        for place, parts in sorted(by_place.items()):
            if place[3] == "all":
                continue
            axes = place[3].split("*")
            yield (*place[:3], *ALL), parts, False
            for other in dimensions:
                shared = other.split("*")
                if other == place[3] or not set(shared) <= set(axes):
                    continue
                at = [axes.index(a) for a in shared]
                groups = defaultdict(list)
                for cell in parts:
                    levels = cell[4].split("*")
                    groups["*".join(levels[i] for i in at)].append(cell)
                for group in sorted({c[4] for c in by_place.get((*place[:3], other), [])}):
                    yield (*place[:3], other, group), groups[group], False
        for (_, where), parts in sorted(by_units.items()):
            yield ("all", "", *where), parts, True
        yield from self.nests()
        yield from self.twins()

    def nests(self):
        """Units of one type that lie within a unit of another."""
        for cell in sorted(self.cells):
            parts = [(inner, unit, *cell[2:]) for (inner, unit), (outer, whole) in sorted(self.inside.items())
                     if (outer, whole) == cell[:2]]
            parts = [p for p in parts if p in self.cells]
            if parts:
                yield cell, parts, False

    def twins(self):
        """A group of the dimension `school` is a unit of --within school."""
        types = {cell[0] for cell in self.cells if cell[0] != "all"}
        for cell in sorted(self.cells):
            axes, levels = cell[3].split("*"), cell[4].split("*")
            if cell[0] != "all":
                continue
            for unit_type in types & set(axes):
                at = axes.index(unit_type)
                rest = [a for i, a in enumerate(axes) if i != at], [v for i, v in enumerate(levels) if i != at]
                other = (unit_type, levels[at], cell[2], *(("*".join(rest[0]), "*".join(rest[1])) if rest[0] else ALL))
                if other in self.cells:
                    yield other, [cell], False

    def link(self):
        """All the sums."""
        for total, parts, units in self.families():
            if total not in self.cells:
                continue
            for outcome in sorted(self.students[total]):
                loose = units and self.loose_units and not self.add_up(total, parts, outcome)
                for word in ["n", "missing"] + self.counts(outcome):
                    # a part without the outcome has nobody with it
                    factors = {(word, outcome, part): 1 for part in parts if outcome in self.students[part]}
                    factors[word, outcome, total] = -1
                    # who is in two units may be without a value
                    open_end = loose or (word == "missing" and units and self.loose_units)
                    self.tie(factors, 0, math.inf if open_end else 0)

    def add_up(self, total, parts, outcome):
        """Are all n's shown, and the parts' those of the total? Then nobody with a value is in two of them."""
        figures = [("n", outcome, c) for c in parts + [total]]
        return all(self.shown(f) for f in figures) and sum(self.low[f] for f in figures[:-1]) == self.low[figures[-1]]

    def trends(self):
        """n of a trend is the sum of its years; and its years have to be shown."""
        broken = []
        for fact, cell in self.uses:
            outcome, year = fact["outcome"], fact["year"] or ""
            if ".." not in year:
                continue
            first, last = year.split("..")
            years = sorted({c[2] for c in self.cells if c[:2] == cell[:2] and c[3:] == cell[3:] and first <= c[2] <= last})
            years = years[-LAST_YEARS.get(fact["statistic"].split(":")[0], len(years)):]
            for one in years:
                if not self.shown(("n", outcome, (*cell[:2], one, *cell[3:]))):
                    broken.append((fact, one))
        return broken

    def build(self, facts):
        """Everything."""
        self.read_cuts(facts)
        self.codes()
        self.within_cells()
        self.link()


class Attack:
    """The intervals of the figures of a report that are not shown. truth: every figure, by name; students: of each cell."""

    def __init__(self, report, truth, students, seed=0):
        self.report, self.truth, self.students, self.rng = report, truth, students, random.Random(seed)
        self.wrong = []  # what is published and not so
        self.solved = 0
        self.parts = []
        known = {f for f in report.low if report.shown(f)}
        for figure in sorted(report.low):
            if not report.low[figure] <= truth.get(figure, 0) <= report.high[figure]:
                self.wrong.append((figure, report.low[figure], report.high[figure], truth.get(figure)))
        rows = []
        for factors, low, high in report.sums:
            at = sum(f * truth.get(figure, 0) for figure, f in factors.items())
            if not low - 1e-6 <= at <= high + 1e-6:
                self.wrong.append((sorted(factors.items()), low, high, at))
            shown = sum(f * report.low[figure] for figure, f in factors.items() if figure in known)
            left = {figure: f for figure, f in factors.items() if figure not in known}
            if left:
                rows.append((left, low - shown, high - shown))
        self.split([f for f in sorted(report.low) if f not in known], rows)

    def split(self, figures, rows):
        """Into parts that no sum connects."""
        root = {f: f for f in figures}

        def find(f):
            while root[f] != f:
                root[f] = root[root[f]]
                f = root[f]
            return f
        for factors, _, _ in rows:
            names = list(factors)
            for other in names[1:]:
                root[find(names[0])] = find(other)
        members, ties = defaultdict(list), defaultdict(list)
        for figure in figures:
            members[find(figure)].append(figure)
        for row in rows:
            ties[find(next(iter(row[0])))].append(row)
        for name in members:
            self.parts.append(System(self, members[name], ties[name]))


class System:
    """Figures that sums connect."""

    def __init__(self, attack, figures, rows):
        self.attack, self.figures = attack, figures
        self.at = {f: i for i, f in enumerate(figures)}
        report, truth = attack.report, attack.truth
        self.low = np.array([report.low[f] for f in figures], float)
        self.high = np.array([min(report.high[f], MANY) for f in figures], float)
        self.truth = np.array([truth.get(f, 0) for f in figures], float)
        data, row, column = [], [], []
        for i, (factors, _, _) in enumerate(rows):
            for figure, f in factors.items():
                data.append(f)
                row.append(i)
                column.append(self.at[figure])
        self.matrix = csr_matrix((data, (row, column)), shape=(len(rows), len(figures)))
        self.ends = np.array([r[1] for r in rows], float), np.array([r[2] for r in rows], float)
        self.points = [self.truth]

    def solve(self, goal, whole, low=None, high=None):
        """A point with the least goal, or None."""
        constraints = LinearConstraint(self.matrix, *self.ends) if self.matrix.shape[0] else ()
        self.attack.solved += 1
        found = milp(goal, constraints=constraints, integrality=np.ones(len(goal)) if whole else None,
                     bounds=Bounds(self.low if low is None else low, self.high if high is None else high))
        return found.x if found.status == 0 else None

    def least(self, goal, low=None, high=None):
        """A point of whole numbers with the least goal, by a linear program if it gives one."""
        for whole in (False, True):
            x = self.solve(goal, whole, low, high)
            if x is not None and np.abs(x - np.round(x)).max() < 1e-6:
                return np.round(x)
        raise ArithmeticError("no point found")

    def spread(self, times):
        """Points in several directions, which settle most questions at once."""
        for _ in range(times):
            goal = np.array([self.attack.rng.choice((-1.0, 0.0, 1.0)) * self.attack.rng.random() for _ in self.figures])
            self.points.append(self.least(goal))

    def interval(self, goal, want, low=None, high=None):
        """The ends of goal . x; when points at hand are `want` apart their own."""
        fixed = low is not None
        seen = [self.truth @ goal] if fixed else [p @ goal for p in self.points]
        if max(seen) - min(seen) >= want:
            return min(seen), max(seen)
        ends = []
        for sign in (1, -1):
            point = self.least(sign * goal, low, high)
            if not fixed:
                self.points.append(point)
            ends.append(point @ goal)
            seen.append(ends[-1])
            if max(seen) - min(seen) >= want:
                return min(seen), max(seen)
        return ends[0], ends[1]

    def goals(self):
        """What shall stay secret: (figure, its word, goal)."""
        for figure in self.figures:
            word, outcome, cell = figure
            if word == "missing":
                continue
            goal = np.zeros(len(self.figures))
            goal[self.at[figure]] = 1
            yield figure, word, goal
            n = self.at.get(("n", outcome, cell))
            if word != "n" and n is not None:
                rest = -goal
                rest[n] = 1
                yield figure, "not " + word, rest

    def leaks(self, min_n, singles=3):
        """(kind, figure, word, low, high, truth) of whatever follows too closely."""
        found, small = [], 0
        self.spread(2 if len(self.figures) < 12 else 4)
        for figure, word, goal in self.goals():
            cell, outcome = figure[2], figure[1]
            n = self.attack.truth.get(("n", outcome, cell), 0)
            if n == 0:
                continue
            value = self.truth @ goal
            coded = word != "n" and self.attack.report.rules.tail(self.attack.truth[figure], n) != 0
            primary = n < min_n or coded
            # a code of few students leaves two values by itself
            own = self.high[self.at[figure]] - self.low[self.at[figure]]
            want = min(own, 1 if not primary else math.ceil(min_n / 2) if word == "n" else 2)
            low, high = self.interval(goal, want)
            small += word == "n" and primary and high < min_n
            if high - low < want:
                found.append(("exact" if high == low else "narrow", figure, word, low, high, value))
        return found + self.insiders(singles), small

    def insiders(self, most):
        """A student alone in a group knows that group: does another one alone follow?"""
        found, students = [], self.attack.students
        alone = [f for f in self.figures if f[0] == "n" and len(students[f[2]]) == 1 and self.attack.truth[f] == 1]
        for one in sorted({min(students[f[2]]) for f in alone})[:most]:
            low, high = self.low.copy(), self.high.copy()
            for figure in self.figures:
                if students[figure[2]] == {one}:
                    low[self.at[figure]] = high[self.at[figure]] = self.attack.truth[figure]
            for other in alone:
                if one in students[other[2]]:
                    continue
                goal = np.zeros(len(self.figures))
                goal[self.at[other]] = 1
                ends = self.interval(goal, 1, low, high)
                if ends[0] == ends[1]:
                    found.append(("insider", other, "n", *ends, one))
        return found

"""What an attacker could compute from a public report with adjusted figures.

The attacker is given more than the report says: for each adjusted figure that is shown, every count of the
joint table behind it, of the group and of its reference. With all published counts these are linear
equations over the joint cells; whatever combination of cells they settle is known. Nothing that is known may
be a group of children who had to be hidden. Arithmetic is modulo a large prime: exact up to a chance of 1e-18.
"""

from itertools import combinations, product

PRIME = (1 << 61) - 1
TIERS = ((300, None), (100, 2), (40, 5), (20, 10), (0, 20))


def tail(x, n):
    """Is a rate of x of n so near to none or all that it is coded?"""
    low = next(low for at, low in TIERS if n >= at)
    if low is None:
        return x <= 3 or n - x <= 3
    return x * 100 <= n * low or (n - x) * 100 <= n * low


def fit(n, x, min_n):
    """Nobody, or a group that may be shown."""
    return n == 0 or (n >= min_n and not tail(x, n))


class Space:
    """The row space of equations met so far, in echelon form."""

    def __init__(self):
        self.rows = {}

    def reduce(self, row):
        """What is left of a row {cell: coefficient} once all equations are taken off."""
        row = dict(row)
        while row:
            lead = min(row)
            if lead not in self.rows:
                return row
            factor = row[lead]
            for cell, value in self.rows[lead].items():
                left = (row.get(cell, 0) - factor * value) % PRIME
                if left:
                    row[cell] = left
                else:
                    row.pop(cell, None)
        return row

    def add(self, row):
        """One more equation."""
        row = self.reduce(row)
        if row:
            lead = min(row)
            inverse = pow(row[lead], PRIME - 2, PRIME)
            self.rows[lead] = {cell: value * inverse % PRIME for cell, value in row.items()}

    def settles(self, cells):
        """Does the sum of these cells, by number, follow?"""
        return not self.reduce({cell: 1 for cell in cells})


class Attack:
    """axes: columns of the joint cells, the unit's last; rows: dictionaries with the outcome in `passed`."""

    def __init__(self, rows, axes, unit, min_n):
        self.axes, self.unit, self.min_n = axes, unit, min_n
        self.n, self.x = {}, {}
        self.levels = [sorted({row[a] or "Unknown" for row in rows}) for a in axes]
        self.cells = list(product(*self.levels))
        self.number = {cell: i for i, cell in enumerate(self.cells)}
        for row in rows:
            if row["passed"] != "":
                cell = tuple(row[a] or "Unknown" for a in axes)
                self.n[cell] = self.n.get(cell, 0) + 1
                self.x[cell] = self.x.get(cell, 0) + int(row["passed"])
        self.counts, self.successes = Space(), Space()

    def where(self, **wanted):
        """The cells with these levels."""
        at = {self.axes.index(a): level for a, level in wanted.items()}
        return [c for c in self.cells if all(c[i] == level for i, level in at.items())]

    def truth(self, cells):
        """Students and successes in a set of cells."""
        return sum(self.n.get(c, 0) for c in cells), sum(self.x.get(c, 0) for c in cells)

    def learn(self, cells, of_counts=True, of_successes=True):
        """The attacker knows these sums; where nobody is, nobody is in any part."""
        if of_counts and self.truth(cells)[0] == 0:
            for cell in cells:
                self.counts.add({self.number[cell]: 1})
                self.successes.add({self.number[cell]: 1})
        if of_counts:
            self.counts.add({self.number[c]: 1 for c in cells})
        if of_successes:
            self.successes.add({self.number[c]: 1 for c in cells})

    def place(self, fact):
        """Levels that a fact's unit fixes."""
        return {self.unit: fact["unit"]} if fact["unit_type"] != "all" else {}

    def learn_published(self, report):
        """n and count, and that a group without a row has nobody."""
        met = set()
        for fact in report:
            if fact["dimension"] in self.axes + ["all"]:
                met.add((fact["unit"], fact["dimension"], fact["group"]))
            if fact["statistic"] not in ("n", "count") or fact["status"] != "ok":
                continue
            wanted = self.place(fact)
            if fact["dimension"] != "all":
                wanted.update(zip(fact["dimension"].split("*"), fact["group"].split("*")))
            self.learn(self.where(**wanted), fact["statistic"] == "n", fact["statistic"] == "count")
        units = {fact["unit"] for fact in report}
        for dimension in {d for _, d, _ in met} - {"all"}:
            for unit in units:
                for level in self.levels[self.axes.index(dimension)]:
                    if (unit, dimension, level) not in met:
                        self.learn(self.where(**{dimension: level, **({self.unit: unit} if unit else {})}))

    def learn_adjusted(self, report, covariates_of):
        """Every joint sum behind each adjusted figure shown."""
        shown = 0
        for fact in report:
            if fact["statistic"] != "adjusted_difference" or fact["status"] != "ok":
                continue
            shown += 1
            dimension, place = fact["dimension"], self.place(fact)
            covariates = covariates_of(dimension)
            mine = {dimension: fact["group"]}
            others = [level for level in self.levels[self.axes.index(dimension)] if level != fact["group"]]
            if "=" in fact["reference"] or fact["reference"].startswith("highest:"):
                others = [fact["reference"].split("=")[-1].split(":")[-1]]
            left_out = [[], []]
            for levels in product(*(self.levels[self.axes.index(c)] for c in covariates)):
                stratum = dict(zip(covariates, levels), **place)
                sides = [self.where(**stratum, **mine),
                         [c for o in others for c in self.where(**stratum, **{dimension: o})]]
                for side, cells in enumerate(sides):
                    if "Unknown" in levels:
                        left_out[side] += cells
                    else:
                        self.learn(cells)
            for cells in left_out:
                if cells:
                    self.learn(cells)
        return shown

    def groups(self):
        """Every group of children: the cells of every cross of some of the axes."""
        for size in range(1, len(self.axes) + 1):
            for some in combinations(range(len(self.axes)), size):
                for levels in product(*(self.levels[i] for i in some)):
                    yield {self.axes[i]: level for i, level in zip(some, levels)}

    def leaks(self):
        """Groups that had to be hidden and are known."""
        out = []
        for wanted in self.groups():
            cells = self.where(**wanted)
            n, x = self.truth(cells)
            if fit(n, x, self.min_n):
                continue
            small = 0 < n < self.min_n
            numbers = [self.number[c] for c in cells]
            if (small and self.counts.settles(numbers)) or self.successes.settles(numbers):
                out.append((tuple(sorted(wanted.items())), n, x))
        return out

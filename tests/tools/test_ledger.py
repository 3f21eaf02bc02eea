#!/usr/bin/env python3
"""Reports of one district month after month with --ledger, attacked together.

Random districts (attack_districts.py) whose last year grows: a few students, many, none, some leave, a result is
corrected. What two months show of one address may not differ by 1 to min_n - 1 students, nor may what a sum
leaves over; and all months together, tied where a table stayed the same, may not give a hidden figure (linear and
integer programs; without scipy the sums alone). Every third district has a policy of its own.
With arguments: seeds to run."""

import os
import random
import stat
import sys
import time

from harness import SLOW, Part, facts, run

try:
    from attack_districts import POLICIES, District
    from attack_reader import Attack, Report
except ImportError:
    from_scipy = False
else:
    from_scipy = True

SECONDS = 1200 if SLOW else 10
DISTRICTS = 300 if SLOW else 12
LEDGER_ROW = 7  # fields before the figures
MOVED = []  # districts of which a month published twice was not the same


def months(district):
    """The rows of each month."""
    rng, last = random.Random(district.seed * 7 + 1), district.years[-1]
    every = list(district.rows)
    old, new = [r for r in every if r["year"] != last], [r for r in every if r["year"] == last]
    rng.shuffle(new)
    size = int(len(new) * rng.uniform(0.6, 0.9))
    out = []
    for _ in range(rng.choice((2, 3, 3, 4))):
        out.append(old + new[:size])
        step = rng.choice(("few", "few", "many", "none", "leave", "corrected"))
        size += {"few": rng.randint(1, 6), "many": rng.randint(10, 40)}.get(step, 0)
        if step == "leave":
            del new[:rng.randint(1, 4)]
        if step == "corrected":
            one = rng.randrange(max(1, min(size, len(new))))
            new[one] = dict(new[one], passed="1", absent="0", level="Basic", score="3", present="1")
    return out


def policy_of(seed):
    """Of all its months."""
    every = sorted(POLICIES)
    return every[seed // 3 % len(every)] if seed % 3 == 0 else "default"


def published(part, district, folder, label):
    """[(facts, district as it was)] month by month; None: a run failed."""
    out = []
    for number, rows in enumerate(months(district)):
        now = District(district.seed, small=True, linked=False, policy=policy_of(district.seed))
        now.rows = rows
        (folder / f"{number}.csv").write_bytes(now.csv())
        command = ["analyze", folder / f"{number}.csv", *now.args(), "--ledger", folder / "ledger"]
        got = run(*command, "-o", folder / f"r{number}.csv", timeout=300)
        if not part.check(f"{label}: month {number}", got.rc == 0, got):
            return None
        first = (folder / f"r{number}.csv").read_bytes()
        out.append((facts(first), now))
        # the same month again is the same report, but where a year was withheld whole: then it is one more publication
        again = run(*command, timeout=300)
        if not part.check(f"{label}: month {number} again", again.rc == 0, again):
            return None
        if again.out != first:
            MOVED.append(label)
            out.append((facts(again.out), now))
    return out


def shown_n(rows):
    """{(outcome, cell): n, or None where it is withheld}."""
    out = {}
    for fact in rows:
        if fact["statistic"] == "n" and fact["group"] and not fact["reference"]:
            cell = (fact["unit_type"], fact["unit"], fact["year"], fact["dimension"], fact["group"])
            out[fact["outcome"], cell] = int(fact["n"]) if fact["status"] == "ok" else None
    return out


def few(before, now, min_n):
    """Addresses whose shown numbers differ by a few."""
    return [(at, n, now[at]) for at, n in before.items()
            if n is not None and now.get(at) is not None and 0 < abs(now[at] - n) < min_n]


def rests(before, now, min_n):
    """Totals of which what is not shown in both is a few more or fewer: groups of a dimension, units of the whole."""
    out = []
    parts = {}
    for outcome, cell in set(before) | set(now):
        if cell[3] != "all":
            parts.setdefault((outcome, (*cell[:3], "all", "All students"), cell[3]), set()).add(cell)
        if cell[0] != "all":
            parts.setdefault((outcome, ("all", "", *cell[2:]), cell[0]), set()).add(cell)
    for (outcome, total, _), cells in parts.items():
        ends = before.get((outcome, total)), now.get((outcome, total))
        if None in ends:
            continue
        pairs = [(before.get((outcome, c), 0), now.get((outcome, c), 0)) for c in cells]
        rest = ends[1] - ends[0] - sum(b - a for a, b in pairs if None not in (a, b))
        if any(None in p for p in pairs) and 0 < abs(rest) < min_n:
            out.append((outcome, total, rest))
    return out


def of_month(fact, number):
    """The fact, its year told apart from that of other months; trends are left out."""
    return None if ".." in fact["year"] else dict(fact, year=f"{number}|{fact['year']}")


def together(reports):
    """What all months give away together: (exact leaks, ends that do not fit)."""
    merged = [f for number, (rows, _) in enumerate(reports) for f in (of_month(r, number) for r in rows) if f]
    truth, cells = {}, {}
    for number, (_, district) in enumerate(reports):
        figures, _, students = district.truth()
        for (word, outcome, cell), x in figures.items():
            truth[word, outcome, (*cell[:2], f"{number}|{cell[2]}", *cell[3:])] = x
        for cell, ids in students.items():
            cells[(*cell[:2], f"{number}|{cell[2]}", *cell[3:])] = ids
    report = Report(merged, reports[0][1].kinds(), digits=6, rules=reports[0][1].rules)
    report.build(merged)
    tie_months(report, truth, len(reports))
    for figure in report.low:
        truth.setdefault(figure, 0)
    attack = Attack(report, truth, cells, reports[0][1].seed)
    leaks = [leak for system in attack.parts for leak in system.leaks(reports[0][1].min_n, singles=0)[0] if leak[0] == "exact"]
    # under a policy of its own: what follows and was published of that address in another month is no secret
    if reports[0][1].seed % 3 == 0:
        leaks = [leak for leak in leaks if not any(was_said(report, leak, n) for n in range(len(reports)))]
    return leaks, attack.wrong


def was_said(report, leak, number):
    """Did that month's report say what follows?"""
    _, (word, outcome, cell), what, value, *_ = leak
    cell = (*cell[:2], f"{number}|{cell[2].split('|')[1]}", *cell[3:])
    figures = [(w, outcome, cell) for w in ({word, "n"} if what.startswith("not ") else {word})]
    shown = all(f in report.low and report.shown(f) for f in figures)
    return shown and value == abs(sum(report.low[f] * (1 if f[0] == "n" else -1) for f in figures))


def tie_months(report, truth, n):
    """A unit's year in which all that two months show is the same: one table published twice."""
    tables = {}
    for word, outcome, cell in report.low:
        tables.setdefault((outcome, cell[0], cell[1], cell[2].split("|")[1]), set()).add((word, cell[3], cell[4]))
    for (outcome, kind, unit, year), figures in tables.items():
        for a in range(n):
            for b in range(a + 1, n):
                pairs = [tuple((w, outcome, (kind, unit, f"{m}|{year}", d, g)) for m in (a, b)) for w, d, g in sorted(figures)]
                pairs = [p for p in pairs if p[0] in report.low and p[1] in report.low]
                seen = [(report.low[x], report.low[y]) for x, y in pairs if report.shown(x) and report.shown(y)]
                if not seen or any(x != y for x, y in seen) or any(truth.get(x, 0) != truth.get(y, 0) for x, y in pairs):
                    continue
                for x, y in pairs:
                    report.tie({x: 1, y: -1}, 0, 0)


def one(part, seed):
    """One district and its months."""
    district = District(seed, small=True, linked=False)
    if district.overlap:
        return 0
    folder = part.folder / str(seed)
    folder.mkdir()
    label = f"seed {seed}"
    reports = published(part, district, folder, label)
    if reports is None:
        return 1
    numbers = [shown_n(rows) for rows, _ in reports]
    for b in range(len(numbers)):
        for a in range(b):
            part.equal(f"{label}: months {a} and {b} differ by a few", few(numbers[a], numbers[b], district.min_n)[:2], [])
            part.equal(f"{label}: months {a} and {b} leave a few", rests(numbers[a], numbers[b], district.min_n)[:2], [])
    leaks, wrong = together(reports)
    part.equal(f"{label}: shown and not so", wrong[:2], [])
    part.equal(f"{label}: what all months together give away ({len(leaks)})", leaks[:2], [])
    return 1


def by_hand(part):
    """A district small enough to know what must be withheld."""
    folder = part.folder
    rows = [("2024-25", "A", 40, 20), ("2024-25", "B", 60, 30)]

    def write(name, added):
        lines = ["year,group,passed"]
        for year, group, n, x in rows:
            n, x = n + added.get(group, (0, 0))[0], x + added.get(group, (0, 0))[1]
            lines += [f"{year},{group},{int(i < x)}" for i in range(n)]
        (folder / name).write_text("\n".join(lines) + "\n")
        return ["analyze", folder / name, "--year", "year", "--id", "none", "--by", "group", "--outcome", "passed", "--stats", "n,count",
                "--ledger", folder / "hand"]

    def numbers(got):
        return {f["group"]: f["n"] for f in facts(got.out) if f["statistic"] == "n"}
    part.equal("the first month", numbers(run(*write("1.csv", {}))), {"All students": "100", "A": "40", "B": "60"})
    # one more student: whoever knows who it is would know the result
    part.equal("one student more", numbers(run(*write("2.csv", {"A": (1, 1)}))), {"All students": "", "A": "", "B": "60"})
    # ten more: of the first month's difference nothing is told
    part.equal("ten students more", numbers(run(*write("3.csv", {"A": (10, 6)}))), {"All students": "110", "A": "50", "B": "60"})
    # of twelve who came ten are in A, so two in B, if A and the total are shown
    got = numbers(run(*write("4.csv", {"A": (20, 12), "B": (2, 2)})))
    part.check("what is left over is no few either", got["B"] == "" and (got["A"] == "" or got["All students"] == ""), got)
    mode = stat.S_IMODE((folder / "hand").stat().st_mode)
    part.equal("the ledger's mode", oct(mode), oct(0o600))
    text = (folder / "hand").read_text()
    kept = {tuple(line.split("\t")[2:LEDGER_ROW]) for line in text.splitlines()[3:]}
    part.equal("the ledger holds groups", kept, {("2024-25", "", "", "", "")} | {("2024-25", "", "", "group", g) for g in "AB"})
    got = run(*write("2.csv", {"A": (1, 1)}), "-v", "-o", folder / "v.csv")
    part.check("it says what was withheld", b"published before" in got.err, got)


def refused(part):
    """What cannot be."""
    folder = part.folder
    (folder / "d.csv").write_text("year,group,passed\n" + "2025,A,1\n2025,A,0\n" * 30)
    base = ["analyze", folder / "d.csv", "--by", "group", "--outcome", "passed"]
    ledger = folder / "kept"
    part.equal("first", run(*base, "--ledger", ledger).rc, 0)
    got = run(*base, "--ledger", ledger, "--policy", "min-n", "-o", folder / "never.csv")
    part.check("another policy", got.rc == 2 and b"another policy" in got.err and not (folder / "never.csv").exists(), got)
    own = folder / "by own numbers"
    part.equal("a policy from the first", run(*base, "--ledger", own, "--min-count", "3").rc, 0)
    part.equal("and again", run(*base, "--ledger", own, "--min-count", "3").rc, 0)
    part.equal("but not without it", run(*base, "--ledger", own).rc, 2)
    got = run(*base, "--ledger", ledger, "--edition", "internal")
    part.check("an internal edition is not published", got.rc == 2 and b"--ledger" in got.err, got)
    got = run(*base, "--ledger", folder / "d.csv")
    part.check("a file of another kind", got.rc == 3 and b"no ledger" in got.err, got)
    part.check("and it is left alone", (folder / "d.csv").read_bytes().startswith(b"year,group"))
    got = run(*base, "--ledger", ledger, "-o", ledger)
    part.check("the ledger is no output", got.rc == 2, got)
    got = run(*base, "--ledger", folder / "none" / "kept")
    part.check("a folder that is not there", got.rc == 1 and b"folder" in got.err, got)
    text = ledger.read_bytes()
    for label, bytes_ in {"a figure": text.replace(b"\t60\t", b"\t61\t"), "cut short": text[:-5], "a line more": text + b"x\n",
                          "its title alone": text.split(b"\n")[0] + b"\n"}.items():
        ledger.write_bytes(bytes_)
        got = run(*base, "--ledger", ledger, "-o", folder / "never.csv")
        part.check(f"changed: {label}", got.rc == 3 and b"kept" in got.err and not (folder / "never.csv").exists(), got)
    ledger.write_bytes(text)
    part.equal("put back", run(*base, "--ledger", ledger).rc, 0)
    part.equal("a report that is the last one again changes nothing", ledger.read_bytes(), text)
    part.equal("it is the same report", run(*base, "--ledger", ledger).out, run(*base).out)
    (folder / "c.json").write_text('{"privacy": {"ledger": "%s"}}' % (folder / "of config"))
    got = run(*base, "-c", folder / "c.json")
    part.check("named in a config", got.rc == 0 and (folder / "of config").exists(), got)
    kept = os.listdir(folder)
    part.equal("no other file stays behind", [f for f in kept if "kept" in f], ["kept"])


def main():
    """Everything."""
    part = Part("ledger")
    by_hand(part)
    refused(part)
    if not from_scipy:
        part.skip("random districts", "python3-scipy is not installed")
        part.finish()
    start, done = time.monotonic(), 0
    for seed in [int(a) for a in sys.argv[1:]] or range(1, DISTRICTS + 1):
        done += one(part, seed)
        if not sys.argv[1:] and time.monotonic() - start > SECONDS:
            break
    print(f"ledger: {done} districts, a month published twice was another report {len(MOVED)} times")
    part.finish()


if __name__ == "__main__":
    main()

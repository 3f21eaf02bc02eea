#!/usr/bin/env python3
"""Public reports of random districts, attacked by linear and integer programs over everything that is published.

The attacker (attack_reader.py) sees the facts alone; the truth of each district says whether what follows
is a secret. `make check` tries small districts whose outcomes are of separate columns, and fails for what is known exactly,
for one or few hidden beside a shown total, and for what a student alone in a group learns of another; check-slow also takes two
outcomes of one column and schools within districts, and fails for every interval narrower than docs/privacy.md promises. The policies by
name are tried likewise, each by its own rules. With arguments: names of policies and seeds to run (7, 1-1000), every leak printed
(EG_KEEP: a folder for their files); the word small makes the districts those of `make check`."""

import json
import os
import pathlib
import statistics
import sys
import time

from harness import SLOW, Part, facts, run

try:
    from attack_districts import DISTRICT_OF, POLICIES, District
    from attack_reader import Attack, Report
except ImportError as error:
    MISSING = str(error)
else:
    MISSING = ""

SECONDS = 1800 if SLOW else 10
DISTRICTS = 1000 if SLOW else 40
# Small districts that once gave something away, or were refused.
REMEMBERED = () if SLOW else (136, 256, 367, 854)
SECONDS_NAMED = 300 if SLOW else 1
DISTRICTS_NAMED = 150 if SLOW else 8


def link_outcomes(report):
    """Outcomes of one column: cuts within cuts, and levels that make up a rate."""
    for cell in report.cells:
        names = report.students[cell]
        if "reached" in names and "level" in names:
            report.tie({("count", "reached", cell): 1, ("count:Proficient", "level", cell): -1,
                        ("count:Advanced", "level", cell): -1}, 0, 0)
        if "high" in names and "top" in names:
            report.tie({("count", "high", cell): 1, ("count", "top", cell): -1}, 0, 1e9)


def published(district, folder):
    """The report as (JSON, CSV rows), or the failed run."""
    (folder / "d.csv").write_bytes(district.csv())
    got = run("analyze", folder / "d.csv", *district.args(), "-o", folder / "r.json", "-o", folder / "r.csv")
    if got.rc != 0:
        return None, got
    return json.loads((folder / "r.json").read_bytes()), facts((folder / "r.csv").read_bytes())


def sums_leak(report, district, truth, values):
    """Sums with a shown total: what is hidden is two and more, min_n students, no tail, and of some spread."""
    out = []
    for total, parts, units in report.families():
        if total not in report.cells or (units and report.loose_units):
            continue
        for outcome in sorted(report.students[total]):
            def hidden(word):
                return [c for c in parts if not report.shown((word, outcome, c)) and truth["n", outcome, c] > 0]
            away = hidden("n")
            students = sum(truth["n", outcome, c] for c in away)
            if report.shown(("n", outcome, total)) and away and (students < district.min_n or len(away) < 2):
                out.append(("few", outcome, total, away, students))
            for word in report.counts(outcome):
                gone = hidden(word)
                n, x = (sum(truth[w, outcome, c] for c in gone) for w in ("n", word))
                if report.shown((word, outcome, total)) and gone and district.rules.tail(x, n):
                    out.append(("tail " + word, outcome, total, gone, (x, n)))
            if district.rules.tiers and district.kinds()[outcome] == "mean" and report.shown(("n", outcome, total)) and len(away) > 1:
                all_values = [v for c in away for v in values.get((outcome, c), [])]
                if len(set(all_values)) == 1:
                    out.append(("no spread", outcome, total, away, len(all_values)))
    return out


def rules_leak(report, district, truth, values, doc):
    """What a policy asks beside that nothing follows: codes, means of one student, the next smallest group."""
    out = []
    for fact in doc["facts"]:
        cell = (fact["unit_type"], fact["unit"], fact["year"], fact["dimension"], fact["group"])
        word = {"rate": "count", "share": "count"}.get(fact["statistic"].split(":")[0])
        if word and not fact["reference"] and fact["status"] in ("ok", "top_coded", "bottom_coded"):
            word += fact["statistic"][len("share"):] if fact["statistic"].startswith("share:") else ""
            n, x = (truth[w, fact["outcome"], cell] for w in ("n", word))
            want = {"ok": 0, "top_coded": 1, "bottom_coded": -1}[fact["status"]]
            if district.rules.tail(x, n) != want or n < district.min_n:
                out.append(("code", fact["outcome"], cell, (x, n), fact["status"]))
        if fact["statistic"] == "mean" and fact["status"] == "ok" and district.kinds()[fact["outcome"]] == "mean":
            each = values[fact["outcome"], cell]
            if max(each) > district.share * sum(each):
                out.append(("one student", fact["outcome"], cell, max(each), sum(each)))
    for total, parts, units in report.families():
        if not district.rules.next_smallest or units or len({(c[3], c[0], c[1]) for c in parts}) > 1 or total[3] != "all":
            continue
        for outcome in sorted(report.students[total]):
            sizes = sorted((truth["n", outcome, c], c) for c in parts if truth["n", outcome, c] > 0)
            small = [n for n, _ in sizes if n < district.min_n]
            alone = small and (len(small) == 1 or sum(small) < district.min_n)
            next_one = sizes[len(small):len(small) + 1]
            if alone and next_one and all(report.shown(("n", outcome, c)) for n, c in sizes if n == next_one[0][0]):
                out.append(("next smallest", outcome, total, sizes))
    return out


def uses_leak(report):
    """Shown facts of pairs and groups that use a hidden cell."""
    out = [("trend", fact["statistic"], year) for fact, year in report.trends()]
    for fact, cell in report.uses:
        if ".." in cell[2] or fact["outcome"] not in report.kinds:
            continue
        cells = [cell]
        if fact["reference"] in ("rest", "overall"):
            cells.append((*cell[:3], "all", "All students"))
        elif fact["reference"].startswith("highest:"):
            cells.append((*cell[:4], fact["reference"][8:]))
        words = ["n"] + [w for w in report.counts(fact["outcome"]) if w == "count"]
        if not all(report.shown((w, fact["outcome"], c)) for w in words for c in cells) and fact["statistic"] != "share_of_students":
            out.append(("uses hidden", fact["statistic"], cell))
    return out


def attack(district, doc, check=None):
    """Everything found: (leaks, wrong figures, how many figures are hidden, provably small ones)."""
    truth, values, cells = district.truth()
    report = Report(doc["facts"], district.kinds(), loose_units=district.overlap, rules=district.rules)
    if district.nested:
        report.inside = {("school", s): ("district", d) for s, d in DISTRICT_OF.items()}
    report.build(doc["facts"])
    link_outcomes(report)
    if doc["quality"]["records"] is not None and not district.overlap:
        total = {}
        one = sorted(district.kinds())[0]
        for year in district.years:
            for word in ("n", "missing"):
                total[word, one, ("all", "", year, "all", "All students")] = 1
        report.tie(total, doc["quality"]["records"], doc["quality"]["records"])
    attacker = Attack(report, truth, cells, district.seed)
    wrong = attacker.wrong + [("cell", c) for c in sorted(set(cells) ^ report.cells)]
    for fact in doc["facts"]:
        if fact["statistic"] == "mean" and fact["status"] == "ok" and district.kinds()[fact["outcome"]] == "mean":
            cell = (fact["unit_type"], fact["unit"], fact["year"], fact["dimension"], fact["group"])
            if abs(statistics.fmean(values[fact["outcome"], cell]) - fact["value"]) > 1e-9:
                wrong.append(("mean", cell))
    leaks, small = sums_leak(report, district, truth, values) + uses_leak(report), 0
    leaks += rules_leak(report, district, truth, values, doc)
    for system in attacker.parts:
        found, few = system.leaks(district.min_n)
        leaks += found
        small += few
    secret = sum(f[0] != "missing" and not report.shown(f) for f in report.low)
    if check is not None:
        check.update(solved=check.get("solved", 0) + attacker.solved)
    return leaks, wrong, secret, small


def same_facts(doc, rows):
    """Does the CSV say what the JSON says, to six digits? The first row that does not."""
    for fact, row in zip(doc["facts"], rows):
        for name in ("unit_type", "unit", "outcome", "year", "dimension", "group", "reference", "statistic", "status"):
            if (fact[name] or "") != row[name]:
                return fact, row
        for name in ("value", "ci_low", "ci_high", "n"):
            one, other = fact[name], row[name]
            if (one is None) != (other == "") or (one is not None and abs(one - float(other)) > 6e-6 * max(abs(one), 1e-9)):
                return fact, row
    return None if len(doc["facts"]) == len(rows) else (len(doc["facts"]), len(rows))


def one(part, seed, count, policy="default"):
    """One district."""
    quick = "small" in sys.argv[1:] or (not SLOW and not sys.argv[1:])
    district = District(seed, small=quick, linked=False if quick else None, policy=policy)
    folder = part.folder / f"{policy} {seed}"
    folder.mkdir()
    doc, rows = published(district, folder)
    label = f"seed {seed}" + (f", {policy}" if policy != "default" else "")
    label += (", linked outcomes" if district.linked else "") + (", two schools" if district.overlap else "")
    if not part.check(f"{label}: runs", doc is not None, rows):
        return district, []
    part.equal(f"{label}: CSV as JSON", same_facts(doc, rows), None)
    own = run("audit", folder / "r.json", "--min-n", str(district.min_n), "--list", "0")
    part.check(f"{label}: the program's audit, which is not told what is hidden", own.rc == 0, own)
    leaks, wrong, secret, small = attack(district, doc, count)
    part.equal(f"{label}: shown and not so", wrong[:2], [])
    narrow = [leak for leak in leaks if leak[0] == "narrow"]
    count["narrow"] = count.get("narrow", 0) + len(narrow)
    worse = leaks if not quick else [leak for leak in leaks if leak[0] != "narrow"]
    part.equal(f"{label}: what follows ({len(worse)})", worse[:2], [])
    count["hidden"] = count.get("hidden", 0) + secret
    count["small"] = count.get("small", 0) + small
    return district, leaks


def seeds(word):
    """7, or 1-1000."""
    first, _, last = word.partition("-")
    return range(int(first), int(last or first) + 1)


def keep(district, leaks):
    """The files of a district that leaks."""
    to = pathlib.Path(os.environ["EG_KEEP"]) / f"seed{district.seed}"
    to.mkdir(parents=True, exist_ok=True)
    (to / "d.csv").write_bytes(district.csv())
    (to / "cmd").write_text("equitygap analyze d.csv " + " ".join(f"'{a}'" for a in district.args()) + "\n")
    (to / "leaks").write_text("\n".join(map(str, leaks)) + "\n")


def main():
    """Districts one after another, until time is up."""
    part = Part("attack")
    if MISSING:
        part.skip("everything", f"python3-scipy is not installed ({MISSING})")
        part.check("the harness works", True)
        part.finish()
    count, done = {}, 0
    words = [a for a in sys.argv[1:] if a != "small"]
    named, given = [a for a in words if a in POLICIES], [seed for a in words if a not in POLICIES for seed in seeds(a)]
    for policy in named or (["default"] if given else sorted(POLICIES)):
        start, usual = time.monotonic(), policy == "default"
        first = REMEMBERED if usual else ()
        for seed in given or [*first, *range(1, (DISTRICTS if usual else DISTRICTS_NAMED) + 1)]:
            district, leaks = one(part, seed, count, policy)
            done += 1
            if sys.argv[1:]:
                for leak in leaks:
                    print(leak)
            if leaks and os.environ.get("EG_KEEP"):
                keep(district, leaks)
            if not sys.argv[1:] and time.monotonic() - start > (SECONDS if usual else SECONDS_NAMED):
                break
    print(f"attack: {done} districts, {count.get('hidden', 0)} hidden figures, {count.get('solved', 0)} programs solved, "
          f"{count.get('narrow', 0)} intervals narrower than promised (failures of check-slow), "
          f"{count.get('small', 0)} groups provably under min_n")
    part.finish()


if __name__ == "__main__":
    main()

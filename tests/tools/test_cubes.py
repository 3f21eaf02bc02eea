#!/usr/bin/env python3
"""Saved cubes (--save-cube): however the records are divided, merging the parts gives the bytes of the whole run, in
every format and edition; parts that do not belong together, and damaged ones, are refused."""

import csv
import gzip
import io
import json
import random
import shutil
import subprocess

from districts import as_csv, district
from harness import ROOT, SLOW, Part, environment, run

COLUMNS = ("student_id", "school_year", "district", "school", "race_ethnicity", "gender", "english_learner", "passed",
           "score", "level", "weight")
FORMATS = ("csv", "json", "txt", "html", "md", "xlsx")


def records(seed, students=90):
    """A district with levels, weights, districts of equal school names, oddities, and words that few records have."""
    rng = random.Random(seed)
    rows = district(seed, students=students, years=3)
    for number, row in enumerate(rows):
        row["district"] = rng.choice(("North", "South"))
        row["level"] = rng.choices(("Below Basic", "Basic", "Proficient", "Advanced", "*", "n/a", "absent"),
                                   (20, 30, 30, 19, 1, 1, 1))[0]
        row["weight"] = rng.choice("1112")
        if rng.random() < 0.02:
            row["score"] = rng.choice(("*", "-99", "abc", "1,512.25"))
        if rng.random() < 0.02:
            row["gender"] = rng.choice(("=1+2", "Xándle", 'a "b"', "a*b"))
        row["student_id"] = f"S{number:06d}"
    return rows


def table(rows, columns=COLUMNS):
    """CSV bytes of rows."""
    return as_csv(rows, columns)


def divide(rows, rng, parts):
    """Rows in `parts` lists of any size, one of them perhaps empty."""
    out = [[] for _ in range(parts)]
    weight = [rng.random() ** 2 for _ in out]
    for row in rows:
        rng.choices(out, weight)[0].append(row)
    return out


class Split:
    """One data set in several files, analyzed whole and in parts."""

    def __init__(self, part, name, files, extra=None):
        self.part, self.name, self.files, self.saved = part, name, list(files), 0
        self.folder = part.folder / name
        self.folder.mkdir()
        for path, data in {**files, **(extra or {})}.items():
            (self.folder / path).write_bytes(data)

    def run(self, *args):
        """The program in the folder."""
        return run(*args, cwd=self.folder)

    def outputs(self, stem, formats):
        """-o options."""
        return [part for kind in formats for part in ("-o", f"{stem}.{kind}")]

    def save(self, counting, groups=None):
        """A cube of each group of files; their names, or None."""
        cubes = []
        self.saved += 1
        for number, names in enumerate(groups or [[name] for name in self.files]):
            cube = f"{self.name}{self.saved}-{number}.cube"
            got = self.run("analyze", *names, *counting, "--save-cube", cube)
            if not self.part.check(f"{self.name}: {cube} is saved", got.rc == 0 and not got.out and not got.err, got):
                return None
            cubes.append(cube)
        return cubes

    def same(self, label, counting, reporting, formats=FORMATS[:3], cubes=None, more=()):
        """The whole run and the merged parts write the same; more: said when merging only."""
        cubes = cubes or self.save(counting)
        if cubes is None:
            return None
        whole = self.run("analyze", *self.files, *counting, *reporting, *self.outputs("whole", formats))
        merged = self.run("analyze", *cubes, *reporting, *more, *self.outputs("merged", formats))
        ok = self.part.check(f"{self.name}: {label}: both run",
                             (whole.rc, whole.out, said(whole)) == (merged.rc, merged.out, said(merged)) and
                             (whole.rc == 0 or not formats), f"{whole}\n    {merged}")
        for kind in formats if ok else ():
            one, two = ((self.folder / f"{stem}.{kind}").read_bytes() for stem in ("whole", "merged"))
            self.part.check(f"{self.name}: {label}: {kind}", one == two, first_difference(one, two))
        return cubes


def said(result):
    """The messages, but for names of outputs and seconds."""
    return [line for line in result.err.splitlines() if b": wrote " not in line and not line.endswith(b" s")]


def first_difference(one, two):
    """A few bytes around where two texts part."""
    at = next((i for i, (a, b) in enumerate(zip(one, two)) if a != b), min(len(one), len(two)))
    return f"{len(one)} and {len(two)} bytes; {one[max(0, at - 80):at + 60]!r}\n    {two[max(0, at - 80):at + 60]!r}"


BASE = ["--by", "race_ethnicity,gender,race_ethnicity*gender", "--year", "school_year", "--within", "school",
        "--outcome", "passed:rate", "--outcome", "score:mean", "--outcome", "level:levels(Below Basic<Basic<Proficient"
        "<Advanced)"]
SMALL = ["--by", "gender", "--year", "school_year", "--outcome", "passed:rate", "--outcome", "score:mean"]


def random_splits(part):
    """Random parts in any order: all statistics, both editions, all formats; cubes of cubes; any threads."""
    rng = random.Random(17)
    for seed in range(6 if SLOW else 1):
        rows = records(seed, students=300 if SLOW else 70)
        pieces = divide(rows, rng, rng.randint(2, 5))
        files = {f"{'dbcae'[n]}{n}.csv": table(piece) for n, piece in enumerate(pieces)}
        one = Split(part, f"random{seed}", files)
        counting = [*(BASE if SLOW else BASE[2:]), *([] if SLOW else ["--by", "race_ethnicity,gender"]), "--id", "none",
                    "--stats", "all"]
        cubes = one.same("all statistics", counting, ["--edition", "internal"], FORMATS[:5])
        one.same("public", [*SMALL, "--within", "school", "--id", "none"], ["--reference", "overall"])
        if not cubes:
            continue
        whole = one.folder / "rows.csv"
        whole.write_bytes(table(rows))
        told = ["--edition", "internal", "--stats", "mean,median,difference", "-f", "csv"]
        want = one.run("analyze", "rows.csv", *counting[:-2], *told)
        got = one.run("analyze", *cubes, *told)
        part.check(f"random{seed}: the facts of one file", got.out == want.out and want.rc == 0, got)
        tree = one.run("analyze", *cubes[1:], "--save-cube", "tree.cube")
        part.check(f"random{seed}: a cube of cubes is saved", tree.rc == 0, tree)
        one.same("a cube and a cube of cubes", counting[:-2], ["--edition", "internal", "--stats", "mean,median"],
                 FORMATS, cubes=[cubes[0], "tree.cube"])
        bytes_of = (one.folder / cubes[0]).read_bytes()
        for threads in "13":
            got = one.run("analyze", list(files)[0], *counting, "--threads", threads, "--save-cube", "again.cube")
            part.check(f"random{seed}: the same cube on {threads} threads",
                       got.rc == 0 and (one.folder / "again.cube").read_bytes() == bytes_of, got)


def recognised(part):
    """Nothing is asked: kinds, levels and years are settled by all records, some of which only one part has."""
    columns = COLUMNS[:-1]
    rows = records(5)
    for row in rows:
        row["passed"] = {"1": "Yes", "0": "No"}.get(row["passed"], "")
        row["level"] = row["level"].replace("absent", "")
        row["school_year"] = {"2021-22": "2021-2022", "2022-23": "SY2223", "2023-24": "23-24"}[row["school_year"]]
    halves = [rows[:100], rows[100:]]
    halves[1][0]["score"] = "1400"
    for row in halves[0]:
        row["score"] = row["score"] and str(int(row["score"].startswith("15")))
        row["level"] = "Basic" if row["level"] == "Advanced" else row["level"]
    files = {"one.csv": table(halves[0], columns), "two.csv": gzip.compress(table(halves[1], columns)),
             "none.csv": table([], columns)}
    split = Split(part, "recognised", files)
    split.same("columns as they are", ["--id", "none"], [])
    split.same("and said: units", ["--id", "none", "--within", "school,district"], ["--edition", "internal"])
    rare = ["--outcome", "level:rate(Advanced)", "--outcome", "score:mean", "--by", "gender", "--id", "none"]
    split.same("a word of one part alone", rare, ["--edition", "internal"])
    split.same("a word of none", ["--outcome", "level:rate(Advancedd)", "--id", "none"], [], ())
    many = Split(part, "many", {f"m{n}.csv": table([dict(row, level=f"step {n} {i}") for i, row in enumerate(rows[:150])])
                                for n in range(2)})
    words = ["--outcome", "level:levels", "--id", "none"]
    many.same("more words than are kept", words, [], ())
    (many.folder / "m0.csv").write_bytes(table([dict(row, level=f"step {i}") for i, row in enumerate(rows[:250])]))
    (cube,) = many.save(words, [["m0.csv"]])
    got = many.run("analyze", cube, "-f", "csv")
    part.check("many: more than are kept in one part", got.rc == 2 and b"order of its levels" in got.err, got)
    where = ["--where", "gender=Ferrow", "--where", "score>=100", "--id", "none", "--weight", "weight"]
    weighted = Split(part, "weighted", {name: table(half) for name, half in zip(("a.csv", "b.csv"), halves)})
    weighted.same("conditions and weights", where, ["--edition", "internal", "-v"])
    weighted.same("a condition that no part meets", ["--where", "gender=Nobody", "--id", "none"], [], ())


def students(part):
    """Students told apart: years keep parts apart, else it must be said; repeats, two schools, collapse."""
    rows = records(8, students=60)
    for row in rows:
        row["student_id"] = f"S{int(row['student_id'][1:]) % 60:06d}"
    extra = [dict(row, school="Alder Hall" if row["school"] != "Alder Hall" else "Birch Yard") for row in rows[::9]]
    rows += extra + rows[::7] + [dict(rows[3], student_id="")]
    by_year = {}
    for row in rows:
        by_year.setdefault(row["school_year"], []).append(row)
    files = {f"y{n}.csv": table(piece) for n, piece in enumerate(by_year.values())}
    split = Split(part, "students", files)
    counting = [*BASE, "--id", "student_id"]
    split.same("a year a part", counting, ["--edition", "internal"])
    split.same("public", [*SMALL, "--id", "student_id"], [])
    one = random.Random(4)
    apart = {}
    for row in rows:
        apart.setdefault(one.choice("ab") + row["student_id"][-1:], []).append(row)
    halves = [[], []]
    for row in rows:
        halves[hash_of(row["student_id"])].append(row)
    split = Split(part, "halves", {f"h{n}.csv": table(half) for n, half in enumerate(halves)})
    cubes = split.save(counting)
    got = split.run("analyze", *cubes, "-f", "csv")
    part.check("halves: students that could be in both are refused",
               got.rc == 3 and not got.out and b"--disjoint" in got.err and b"--per row" in got.err and
               b"S0000" not in got.err, got)
    split.same("said to be apart", counting, ["--edition", "internal"], cubes=cubes, more=["--disjoint"])
    for rule in ("first", "last", "max", "min"):
        split.same(f"collapsed: {rule}", [*counting, "--collapse", rule], ["--edition", "internal"], FORMATS[:1],
                   more=["--disjoint"])
    split.same("collapsed: mean", ["--outcome", "score:mean", "--by", "gender", "--id", "student_id", "--collapse",
                                   "mean"], ["--edition", "internal"], more=["--disjoint"])
    rows_only = [*counting, "--per", "row"]
    split.same("rows counted", rows_only, ["--edition", "internal"])
    got = split.run("analyze", "h0.csv", "--outcome", "level:levels", "--collapse", "max", "--id", "student_id",
                    "--save-cube", "no.cube")
    part.check("halves: an order that must be listed",
               got.rc == 2 and b"list them" in got.err and not (split.folder / "no.cube").exists(), got)
    whole = table([dict(row, score="1") for row in rows[:4]] + [dict(row, score="2") for row in rows[:4]])
    (split.folder / "differ.csv").write_bytes(whole)
    got = split.run("analyze", "differ.csv", *counting, "--save-cube", "no.cube")
    part.check("halves: students that differ are refused when saved",
               got.rc == 3 and b"--collapse" in got.err and not (split.folder / "no.cube").exists(), got)
    secret = b"".join((split.folder / cube).read_bytes() for cube in cubes)
    part.check("halves: no id is in a cube", not any(f"S{n:06d}".encode() in secret for n in range(60)))


def hash_of(text):
    """0 or 1 for each id."""
    return sum(text.encode()) % 2


def shapes(part):
    """Rosters, wide tables, years from names, columns set, races composed of flags, rows that are groups."""
    rows = records(3, students=70)
    roster = as_csv([dict(row, lunch="FRP"[n % 3]) for n, row in enumerate(rows[::2])] +
                    [{"student_id": "X1", "lunch": "F"}, {"student_id": "", "lunch": "F"}], ("student_id", "lunch"))
    files = {f"{n}.csv": table(rows[n::3], COLUMNS[:-1]) for n in range(3)}
    split = Split(part, "roster", files, {"roster.csv": roster, "other.csv": roster.replace(b",R", b",P")})
    joined = ["--roster", "roster.csv", "--key", "student_id"]
    counting = ["--by", "lunch,gender", "--outcome", "passed:rate", "--id", "none"]
    cubes = split.same("internal", [*counting, *joined], ["--edition", "internal", "-v"])
    split.same("public", [*counting, *joined], [], cubes=cubes)
    split.run("analyze", *cubes[1:], "--save-cube", "tree.cube")
    split.same("a cube of cubes", [*counting, *joined], ["--edition", "internal"], cubes=[cubes[0], "tree.cube"])
    split.run("analyze", "1.csv", *counting, "--roster", "other.csv", "--key", "student_id", "--save-cube", "o.cube")
    got = split.run("analyze", cubes[0], "o.cube", "-f", "csv")
    part.check("roster: another roster is refused", got.rc == 2 and b"roster" in got.err, got)
    wide = {f"w{n}.csv": b"id,gender,read1,read2,read3\n" +
                         b"".join(b"%d,%s,%d,%s,%d\n" % (i * 3 + n, b"FM"[i % 2:][:1], 400 + i, b"" if i % 5 else b"7",
                                                         300 + i) for i in range(40)) for n in range(3)}
    split = Split(part, "wide", wide)
    split.same("melted", ["--melt", "year=1:2021,2:2022,3:2023", "--outcome", "read:mean", "--by", "gender", "--id",
                          "none"], ["--edition", "internal", "-v"])
    named = {f"scores_{2021 + n}.csv": table(rows[n::3], ("gender", "school", "passed")) for n in range(3)}
    split = Split(part, "named", named)
    counting = ["--year-from-name", r"scores_([0-9]+)", "--set", "region=West, far", "--by", "gender,region",
                "--outcome", "passed:rate"]
    split.same("years and a column that is nowhere", counting, ["--edition", "internal", "--stats", "basic,trend"])
    flags = {f"f{n}.csv": b"id,Hispanic,Black,White,Asian,gender,passed\n" +
                          b"".join(b"%d,%s,%s,%s,%s,%s,%d\n" % (i, *(rng_flag(i * 3 + n, k) for k in range(4)),
                                                               b"FM"[i % 2:][:1], i % 3 == 0) for i in range(90))
             for n in range(2)}
    split = Split(part, "flags", flags)
    for rule in ("federal", "alone-or-in-combination", "as-given"):
        split.same(f"races by {rule}", ["--id", "none", "--race-counting", rule], ["--edition", "internal"])


def rng_flag(number, flag):
    """Y for some."""
    return b"Y" if (number * 7 + flag * 11) % (3 + flag) == 0 else b""


def groups(part):
    """Rows that are groups, with marks of which each part has others."""
    marks = ("*", "<10", "n<10", "--", "5-9", ">=95%", "s")
    rng = random.Random(2)
    header = ["Year", "School", "Group", "N", "Count", "Rate"]
    rows = []
    for year in (2021, 2022, 2023):
        for school in ("Alder", "Birch", "Cedar"):
            counts = {"Female": rng.randint(8, 60), "Male": rng.randint(8, 60), "Not said": rng.randint(0, 4)}
            counts["All"] = sum(counts.values())
            for group, n in counts.items():
                count = rng.randint(0, n)
                rows.append([year, school, group, rng.choice(marks) if n < 12 else n,
                             rng.choice(marks) if n < 20 else count, f"{100 * count / max(n, 1):.1f}%"])
    rows.append(rows[3])
    rows.append([*rows[4][:4], 1, "3%"])
    files = {}
    for number in range(3):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([header, *rows[number::3]])
        files[f"g{number}.csv"] = out.getvalue().encode()
    split = Split(part, "groups", files)
    for counts in ("name=met,n=N,count=Count", "name=met,n=N,rate=Rate"):
        counting = ["--counts", counts, "--group-column", "Group", "--within", "School"]
        cubes = split.same(counts, counting, ["--edition", "internal", "-v"])
        split.same(f"{counts}, public", counting, [], cubes=cubes)


def configs(part):
    """A config is remembered but for its edition; what is asked when merging wins; more is kept where it is asked."""
    rows = records(11)
    config = {"year": "school_year", "id": "none", "dimensions": [
        {"column": ["gender"], "label": "Gender", "levels": {"Ferrow": "F", "Mellick": "M"}, "order": ["M", "F"]},
        {"column": ["race", "race_ethnicity"], "label": "Race"}],
        "outcomes": [{"column": "passed", "kind": "rate", "label": "Passed", "target": {"value": 0.8, "year": "2028-29"}},
                     {"column": "score", "kind": "mean"}],
        "missing": ["", "abc"], "privacy": {"edition": "internal", "min_n": 15}, "margin_rate": 0.02,
        "breaks": [{"year": "2022-23", "why": "a new test"}]}
    files = {f"c{n}.csv": table(rows[n::2]) for n in range(2)}
    split = Split(part, "config", files, {"d.json": json.dumps(config).encode()})
    cubes = split.same("remembered", ["-c", "d.json"], ["--edition", "internal"])
    split.same("given again", ["-c", "d.json"], [], cubes=cubes, more=["-c", "d.json"])
    got = split.run("analyze", *cubes, "-f", "json", "-q")
    part.check("config: the internal edition is not remembered, min_n is",
               json.loads(got.out)["settings"]["edition"] == "public" and
               json.loads(got.out)["settings"]["min_n"] == 15, got)
    split.same("another statistic", ["-c", "d.json"], ["--stats", "impact", "--confidence", "0.9", "--lang", "es",
                                                       "--edition", "internal"], cubes=cubes)
    got = split.run("analyze", *cubes, "--stats", "median", "-f", "csv")
    part.check("config: distributions that were not kept are named", got.rc == 2 and b"distributions" in got.err, got)
    kept = split.same("distributions", ["-c", "d.json", "--stats", "all"], ["--edition", "internal"])
    split.same("distributions kept and not asked for", ["-c", "d.json"], ["--edition", "internal", "--stats", "basic"],
               cubes=kept)


def refused(part):
    """What does not belong together is refused by name, with the statuses of the fine print."""
    rows = records(2)
    split = Split(part, "refused", {f"r{n}.csv": table(rows[n::2]) for n in range(2)})
    cubes = split.save(["--by", "gender", "--id", "none", "--where", "score>=100"])
    other = {"by": ["--by", "gender,school", "--where", "score>=100"], "where": ["--by", "gender"],
             "outcome": ["--by", "gender", "--where", "score>=100", "--outcome", "passed:rate"],
             "min_n": ["--by", "gender", "--where", "score>=100", "--min-n", "20"],
             "weight": ["--by", "gender", "--where", "score>=100", "--weight", "weight"]}
    for name, options in other.items():
        made = split.run("analyze", "r1.csv", *options, "--id", "none", "--save-cube", "o.cube")
        got = split.run("analyze", cubes[0], "o.cube", "-f", "csv")
        part.check(f"refused: {name} differs", made.rc == 0 and got.rc == 2 and not got.out and
                   f"{name} is ".encode() in got.err and b" in o.cube and " in got.err and got.err.count(b"\n") == 1,
                   got)
    got = split.run("analyze", cubes[0], "o.cube", "-f", "csv")
    part.check("refused: both values are said", b'weight is "weight" in o.cube and "none" in refused1-0.cube' in got.err,
               got)
    long = ",".join(f"school*{name}" for name in ("gender", "race_ethnicity", "english_learner", "district", "level"))
    for n, more in enumerate(("gender", "english_learner")):
        split.run("analyze", f"r{n}.csv", "--by", f"{long},district*{more},gender", "--id", "none", "--outcome",
                  "score:mean", "--save-cube", f"l{n}.cube")
    got = split.run("analyze", "l0.cube", "l1.cube")
    part.check("refused: long values, from where they differ", b'by is "...district*english_learner,gender" in l1.cube '
               b'and "...district*gender,gender" in l0.cube' in got.err, got)
    cases = {"cells asked otherwise now": ([*cubes, "--by", "school"], 2, b'by is "gender" in'),
             "a cube and a table": ([cubes[0], "r1.csv"], 2, b"no saved cube"),
             "the same cube twice": ([cubes[0], cubes[0]], 2, b"same records"),
             "a copy of a cube": ([*cubes, "copy.cube"], 2, b"same records"),
             "a part and the whole of it": ([cubes[0], "tree.cube"], 2, b"same records"),
             "rejects": ([*cubes, "--rejects", "x.csv"], 2, b"--rejects"),
             "another roster": ([*cubes, "--roster", "r0.csv", "--key", "student_id"], 2, b"roster"),
             "a cube from standard input": (["-"], 3, b"saved cube")}
    shutil.copy(split.folder / cubes[0], split.folder / "copy.cube")
    split.run("analyze", *cubes, "--save-cube", "tree.cube")
    for name, (args, status, words) in cases.items():
        got = run("analyze", *args, "-f", "csv", cwd=split.folder, stdin=(split.folder / cubes[0]).read_bytes())
        part.check(f"refused: {name}", got.rc == status and words in got.err and not got.out, got)
    for name, data, words in (("cut.cube", b"equity", b"damaged, cut short"), ("folder.cube", None, b"is a folder")):
        if data is None:
            (split.folder / name).mkdir()
        else:
            (split.folder / name).write_bytes(data)
        got = split.run("analyze", cubes[0], name, "-f", "csv")
        part.check(f"refused: {name}", got.rc == 1 and words in got.err and name.encode() in got.err, got)
    got = split.run("compare", *cubes)
    part.check("refused: compare", got.rc == 3 and b"saved cube and no report" in got.err, got)
    got = split.run("profile", cubes[0])
    part.check("refused: profile", got.rc == 3 and b"saved cube" in got.err, got)
    got = split.run("analyze", "r0.csv", "--save-cube", "-")
    part.check("refused: standard output", got.rc == 2 and not got.out, got)
    got = split.run("analyze", "r0.csv", "--save-cube", "r0.csv")
    part.check("refused: an input", got.rc == 2, got)
    (split.folder / "gender.csv").write_bytes(table(rows[:50], ("school_year", "race_ethnicity", "passed")))
    split.run("analyze", "gender.csv", "--save-cube", "g.cube")
    split.run("analyze", "r0.csv", "--id", "none", "--save-cube", "h.cube")
    got = split.run("analyze", "h.cube", "g.cube", "-f", "csv")
    part.check("refused: a file without a column", got.rc == 2 and b"by is" in got.err, got)


def blocks(path, fence):
    """The blocks of a Markdown file between ```fence and ```."""
    found, open_block = [], None
    for line in path.read_text(encoding="utf-8").splitlines():
        if open_block is not None and line == "```":
            found.append("\n".join(open_block) + "\n")
            open_block = None
        elif open_block is not None:
            open_block.append(line)
        elif line == f"```{fence}":
            open_block = []
    return found


def recipes(part):
    """The recipes of docs/scale.md, as they stand there."""
    rows = records(21, students=40)
    folder = part.folder / "recipes"
    (folder / "exports").mkdir(parents=True)
    for number, year in enumerate(sorted({row["school_year"] for row in rows})):
        (folder / "exports" / f"y {number}.csv").write_bytes(table([r for r in rows if r["school_year"] == year]))
    (folder / "district.json").write_text(json.dumps({
        "year": "school_year", "id": "student_id", "dimensions": [{"column": "gender"}],
        "outcomes": [{"column": "score", "kind": "mean"}]}))
    whole = run("analyze", "exports/*.csv", "-c", "district.json", "-f", "csv", cwd=folder)
    shells = blocks(ROOT / "docs/scale.md", "sh")
    for name, start, needs in (("a loop", "# one after another", "sh"), ("GNU parallel", "# GNU parallel", "parallel")):
        found = [block for block in shells if block.startswith(start)]
        if not part.check(f"recipes: {name} is there", len(found) == 1):
            continue
        if not shutil.which(needs):
            part.skip(f"recipes: {name}", f"{needs} is not installed")
            continue
        shutil.rmtree(folder / "cubes", ignore_errors=True)
        (folder / "cubes").mkdir()
        done = subprocess.run(["sh", "-eu", "-c", found[0]], cwd=folder, capture_output=True, check=False, timeout=120,
                              env=environment({"HOME": str(folder)}))
        report = folder / "report.csv"
        part.check(f"recipes: {name} gives the whole run", whole.rc == 0 and done.returncode == 0 and
                   len(list((folder / "cubes").iterdir())) == 3 and report.read_bytes() == whole.out,
                   f"{done.returncode} {done.stderr.decode()[:300]}")
        report.unlink(missing_ok=True)


def main():
    """All of it."""
    part = Part("cubes")
    for check in (random_splits, recognised, students, shapes, groups, configs, refused, recipes):
        check(part)
    part.finish()


if __name__ == "__main__":
    main()

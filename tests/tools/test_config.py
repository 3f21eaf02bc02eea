#!/usr/bin/env python3
"""profile --write-config carries every setting: with it, analyze gives the bytes that it gives with the flags.

EXAMPLES has a row for each option of `equitygap help analyze` that concerns the analysis; one without a row fails,
so that a new setting cannot be forgotten. Each row is tried from flags, and from a config given before."""

import json
import re

from districts import as_csv, district
from harness import Part, run

# Headings of the help whose options are no part of the analysis.
NOT_ANALYSIS = {"Output", "Any command"}
# option: arguments (with its FILEs), the input it is for
EXAMPLES = {
    "by": (["--by", "gender,race_ethnicity*gender", "--by", "english_learner"], "plain"),
    "outcome": (["--outcome", "top=score:rate(>=1520)", "--outcome", "score:mean", "--outcome", "passed:rate(0):lower"],
                "plain"),
    "year": (["--year", "none", "--id", "none"], "plain"),
    "within": (["--within", "school,gender", "--by", "race_ethnicity"], "plain"),
    "id": (["--id", "none"], "plain"),
    "weight": (["--weight", "How many", "--id", "none"], "odd"),
    "roster": (["--roster", "roster1.csv", "--roster", "roster2.csv", "--key", "student_id,school_year"], "split"),
    "key": (["--roster", "roster1.csv", "--roster", "roster2.csv", "--key", "student_id,school_year"], "split"),
    "set": (["--set", "Team=Blue, \"A\" = 1", "--set", "School Name=Lincoln", "--within", "School Name"], "plain"),
    "year-from-name": (["--year-from-name", r"year([0-9]{4})\."], "noyear"),
    "melt": (["--melt", "school_year=1:2022-23,2:2023-24;read{},math{}", "--outcome", "read:mean", "--outcome", "math:mean"],
             "wide"),
    "race-counting": (["--race-counting", "alone-or-in-combination"], "plain"),
    "counts": (["--counts", "n=Tested,count=Met", "--counts", "n=Tested,rate=Pct", "--group-column", "Group"], "groups"),
    "group-column": (["--counts", "n=Tested,count=Met", "--group-column", "Group"], "groups"),
    "totals": (["--counts", "n=Tested,count=Met", "--group-column", "Group", "--totals", "Everyone here,Whole"], "groups"),
    "parts": (["--counts", "n=Tested,count=Met", "--group-column", "Group", "--parts", "Sex=F+M", "--totals", "Everyone here"],
              "groups"),
    "where": (["--where", "gender!=Xandle", "--where", "score>1400"], "plain"),
    "per": (["--per", "row"], "plain"),
    "collapse": (["--collapse", "max", "--year", "none"], "repeated"),
    "covariates": (["--covariates", "gender", "--stats", "adjusted"], "plain"),
    "stats": (["--stats", "basic,impact", "--stats", "verdict"], "plain"),
    "reference": (["--reference", "rest", "--reference", "goal=0.8", "--reference", "gender=Ferrow"], "plain"),
    "disjoint": None,  # of saved cubes: test_cubes has it
    "learners": None,  # needs a column of statuses; tests/cases/groups has one
    "target": (["--target", "passed=0.9", "--target", "score=1600"], "plain"),
    "by-year": (["--target", "passed=0.9", "--by-year", "2028-29"], "plain"),
    "idea": (["--idea", "threshold=3,min-cell=5", "--stats", "idea"], "plain"),
    "marks": (["--marks", "texas"], "plain"),
    "lang": None, "audience": None, "title": None,  # words of reports for people: change no byte of JSON
    "split": None, "notes": None,  # many files, and a file of its own: test_deliver has them
    "state": None, "state-counts": None, "state-group-column": None,  # tests/cases of --state carry their own files
    "confidence": (["--confidence", "90%"], "plain"),
    "adjust": (["--adjust", "holm"], "plain"),
    "interval": (["--interval", "jeffreys"], "plain"),
    "ratio-interval": (["--ratio-interval", "score"], "plain"),
    "slope-se": (["--slope-se", "ols", "--stats", "trend"], "plain"),
    "ppg-rule": (["--ppg-rule", "disimpact", "--stats", "impact"], "plain"),
    "funnel": (["--funnel", "overdispersed", "--stats", "funnel", "--within", "school"], "plain"),
    "seed": (["--seed", "77"], "plain"),
    "ledger": None,  # a file that grows: test_ledger has it
    "edition": (["--edition", "internal"], "plain"),
    "min-n": (["--min-n", "25"], "plain"),
    "policy": (["--policy", "nces-2011-603"], "plain"),
    "tails": (["--tails", "10:12.5%,40:5%,300:1%/4"], "plain"),
    "min-count": (["--min-count", "15"], "plain"),
    "min-rest": (["--min-rest", "15"], "plain"),
    "next-smallest": (["--next-smallest", "yes", "--policy", "min-n", "--min-n", "4"], "plain"),
    "dominance": (["--dominance", "60%"], "plain"),
    "delimiter": (["--delimiter", "caret", "--by", "gender"], "caret"),
    "encoding": (["--encoding", "windows-1252"], "latin"),
    "sheet": None,  # needs a workbook; tests/cases/files has one
    # These need a database: test_sql.py.
    "table": None, "query": None, "fetch": None, "shard-key": None, "dialect": None, "timeout": None,
    "password-file": None,
    "parser": (["--parser", "libcsv"], "plain"),
    "max-rejects": (["--max-rejects", "50%"], "plain"),
    "threads": (["--threads", "2"], "plain"),
}
# What only a config can say, and flags that win over parts of it.
CONFIGS = {
    "described": ({
        "id": ["SASID", "student_id"], "year": ["school_year", "SY"], "within": ["school"],
        "dimensions": [{"column": ["Race", "race_ethnicity"], "label": "Race \"as told\"", "levels": {"Quillon": "Q/R", "Ravend": "Q/R"},
                        "order": ["Umbrey", "Q/R"], "reference": "highest", "counting": "as-given"},
                       {"column": "gender", "reference": "Ferrow"}],
        "outcomes": [{"column": "score", "label": "Points", "kind": "mean", "target": {"value": 1510.5, "year": "2027-28"}},
                     {"column": "score", "name": "low \\ end", "kind": "rate(<1500)", "better": "lower"},
                     {"column": "passed", "success": ["1"]}],
        "missing": ["", "none"], "suppressed": ["*"], "not_applicable": ["n.a."],
        "breaks": [{"year": "2022-23", "why": "a new test", "outcome": "score"}],
        "margin_rate": 0.05, "margin_sd": 0.2, "confidence": 0.9,
        "privacy": {"edition": "public", "min_n": 12, "policy": "next-smallest", "tails": "10:20%", "next_smallest": True}}, []),
    "by-wins": ({"dimensions": [{"column": "gender", "label": "Sex"}, {"column": "race_ethnicity", "order": ["Umbrey"]}],
                 "by": ["race_ethnicity", "race_ethnicity*gender"]}, []),
    "flags-win": ({"outcomes": [{"column": ["points", "score"], "label": "Points", "kind": "mean", "better": "lower",
                                 "target": {"value": 1500}}],
                   "dimensions": [{"column": "race_ethnicity", "counting": "as-given"}], "min": None},
                  ["--outcome", "score", "--race-counting", "federal", "--min-n", "15", "--by", "race_ethnicity,gender"]),
    "levels-as-asked": ({"outcomes": [{"column": "band", "levels": ["Low", "Mid", "High"]}, {"column": "band", "name": "mid", "kind": "rate(Mid|High)"}]}, []),
    "recipe-typed": ({"outcomes": [{"recipe": "chronic_absence", "columns": {"days_absent": "AbsDays", "days_enrolled": "EnrDays"},
                                    "label": "Away often", "target": {"value": "8%", "year": "2026-27"}}]},
                     ["--outcome", "@chronic_absence", "--outcome", "far=@chronic_absence_crdc(AbsDays)"]),
    "recipe": ({"outcomes": [{"recipe": "chronic_absence", "columns": {"days_absent": "AbsDays", "days_enrolled": "EnrDays"},
                              "label": "Away often", "target": {"value": "8%"}}]}, []),
}


def inputs(part):
    """Folder of inputs: name of a kind to the paths that analyze is given."""
    rows = district(3, students=300)
    columns = list(rows[0])
    here = part.folder
    for number, row in enumerate(rows):
        row.update({"How many": str(1 + number % 3), "band": ("Low", "Mid", "High")[number % 3],
                    "AbsDays": str(number % 40), "EnrDays": str(90 + number % 90), "read1": str(number % 50),
                    "read2": str(number % 60), "math1": str(number % 7), "math2": str(number % 9)})
    (here / "plain.csv").write_bytes(as_csv(rows, columns + ["band", "AbsDays", "EnrDays"]))
    (here / "odd.csv").write_bytes(as_csv(rows, columns + ["How many"]))
    (here / "caret.csv").write_bytes(as_csv(rows, columns).replace(b",", b"^"))
    (here / "latin.csv").write_bytes(as_csv(rows, columns).replace(b"Quillon", b"Qu\xedllon"))
    outcomes = ["student_id", "school_year", "passed", "score"]
    groups = ["student_id", "school_year", "school", "race_ethnicity", "gender"]
    (here / "split.csv").write_bytes(as_csv(rows, outcomes))
    (here / "roster1.csv").write_bytes(as_csv(rows[:300], groups))
    (here / "roster2.csv").write_bytes(as_csv(rows[300:-5], groups))
    for year, some in (("2023", rows[:300]), ("2024", rows[300:])):
        (here / f"year{year}.csv").write_bytes(as_csv(some, [c for c in columns if c != "school_year"]))
    wide = ["student_id", "race_ethnicity", "gender", "read1", "read2", "math1", "math2"]
    (here / "wide.csv").write_bytes(as_csv(rows[:300], wide))
    again = [dict(row, score="1" + row["score"]) if row["score"] else row for row in rows[:40]]
    (here / "repeated.csv").write_bytes(as_csv(rows[:300] + again, columns))
    counted = "Group,Tested,Met,Pct\nEveryone here,500,250,50%\nF,260,150,57.7%\nM,240,100,41.7%\nX,*,*,*\n"
    (here / "groups.csv").write_text(counted)
    return {name: [f"{name}.csv"] for name in
            ("plain", "odd", "caret", "latin", "split", "wide", "repeated", "groups")} | {"noyear": ["year2023.csv", "year2024.csv"]}


def options():
    """Names of the analysis options, from the help."""
    heading, found = None, []
    for line in run("help", "analyze").out.decode().splitlines():
        if line and not line.startswith(" "):
            heading = line.rstrip(":")
        option = re.match(r"\s+(?:-\w, )?--([a-z-]+)", line)
        if option and heading not in NOT_ANALYSIS:
            found.append(option[1])
    return found


def both_ways(part, label, files, args):
    """The config that profile writes does what args do."""
    written = part.folder / "written.json"
    written.unlink(missing_ok=True)
    want = run("analyze", *files, *args, "-f", "json", cwd=part.folder)
    if not part.check(f"{label}: runs", want.rc == 0, want):
        return False
    told = run("profile", *files, *args, "--write-config", "written.json", "-q", cwd=part.folder)
    if not part.check(f"{label}: profile runs", told.rc == 0, told):
        return False
    got = run("analyze", *files, "-c", "written.json", "-f", "json", cwd=part.folder)
    same = got.out == want.out
    if not same and got.rc == 0:
        ours, theirs = json.loads(got.out), json.loads(want.out)
        got = [(key, [pair for pair in zip(ours[key], theirs[key]) if pair[0] != pair[1]][:2] if isinstance(ours[key], list)
                else {k: (v, theirs[key].get(k)) for k, v in ours[key].items() if v != theirs[key].get(k)})
               for key in ours if ours[key] != theirs[key]]
    return part.check(f"{label}: the written config gives the same bytes", same,
                      f"{str(got)[:1500]}\n{written.read_text()}")


def as_config(part, args):
    """The same options in a config, where each is one that a config has; else None."""
    keys = {}
    for name, value in zip(args[::2], args[1::2]):
        key = name[2:].replace("-", "_")
        if key in ("outcome", "config"):
            return None
        if key in ("edition", "min_n", "policy", "tails", "min_count", "min_rest", "next_smallest", "dominance"):
            keys.setdefault("privacy", {})[key] = value
        elif key in ("within", "key", "id", "year", "weight"):
            keys[key] = value.split(",")
        elif key in keys:
            keys[key] = (keys[key] if isinstance(keys[key], list) else [keys[key]]) + [value]
        else:
            keys[key] = value
    path = part.folder / "first.json"
    path.write_text(json.dumps(keys))
    return ["-c", "first.json"]


def main():
    """Every option, from a flag and from a config; then what only a config says."""
    part = Part("config")
    files = inputs(part)
    known = options()
    part.check("the help lists options", len(known) > 30, known)
    for name in known:
        if name == "config" or EXAMPLES.get(name, 0) is None:
            continue
        if not part.check(f"--{name} has an example here", name in EXAMPLES, "add a row to EXAMPLES"):
            continue
        args, kind = EXAMPLES[name]
        both_ways(part, f"--{name}", files[kind], args)
        config = as_config(part, args)
        if config is not None:
            both_ways(part, f"\"{name}\" of a config", files[kind], config)
    for name, (config, args) in CONFIGS.items():
        config.pop("min", None)
        (part.folder / "first.json").write_text(json.dumps(config))
        both_ways(part, name, files["plain"], ["-c", "first.json", *args])
    (part.folder / "first.json").write_text('{"by": "gender", "confidence": 0.9, "margin_rate": 0.1}')
    (part.folder / "second.json").write_text('{"dimensions": [{"column": "race_ethnicity"}], "confidence": 0.8}')
    both_ways(part, "two configs", files["plain"], ["-c", "first.json", "-c", "second.json"])
    part.finish()


main()

#!/usr/bin/env python3
"""Time and memory as ratios, measured in one run on a file from `equitygap synth`.

The job: five dimensions, a three-way cross and race by school, each by year; n, mean and sd of a score and two
rates. Against `wc -l`, a bare pass of libcsv, a plain program on libcsv that does the job, and, where they are
installed, DuckDB and polars (--duckdb FOLDER: where npm put @duckdb/node-api and nodejs-polars) and R's data.table.

Runs alternate and each ratio is taken within its round, so that a machine that slows down slows all; medians are
printed. Absolute seconds say nothing across machines, and wall ratios little on a busy one: CPU ratios stand beside
them. What is not measured is not printed. Results are compared before anything is timed. Fails when a goal is missed.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

TIME = "/usr/bin/time"
HERE = pathlib.Path(__file__).resolve().parent
CROSS, BY_SCHOOL = "race_ethnicity*gender*english_learner", "school*race_ethnicity"
DIMENSIONS = ["race_ethnicity", "gender", "english_learner", "disability", "econ_disadvantaged", CROSS, BY_SCHOOL]
JOB = ["--by", ",".join(DIMENSIONS), "--year", "school_year", "--outcome", "math_score:mean",
       "--outcome", "chronically_absent:rate", "--outcome", "math_level:rate(Proficient|Advanced)",
       "--stats", "n,mean,count", "--edition", "internal", "-q", "-f", "csv", "--digits", "12"]
ONE, TWO = ["--threads", "1"], ["--threads", "2"]
R_CODE = """suppressMessages(library(data.table)); a <- commandArgs(TRUE); setDTthreads(as.integer(a[2]))
d <- fread(a[1], select = c("school_year","school","race_ethnicity","gender","english_learner","disability",
  "econ_disadvantaged","math_score","math_level","chronically_absent"), na.strings = "")
s <- list(c("school_year","race_ethnicity"), c("school_year","gender"), c("school_year","english_learner"),
  c("school_year","disability"), c("school_year","econ_disadvantaged"),
  c("school_year","race_ethnicity","gender","english_learner"), c("school_year","school","race_ethnicity"))
d[, absent := chronically_absent == "Y"][, level := math_level %in% c("Proficient","Advanced")]
r <- groupingsets(d, j = list(n = .N, score = sum(!is.na(math_score)), mean = mean(math_score, na.rm = TRUE),
  absent = sum(absent, na.rm = TRUE), level = sum(level)), by = unique(unlist(s)), sets = s, id = TRUE)
fwrite(r, quote = FALSE)"""


def measure(command, env=None):
    """(wall seconds, CPU seconds, peak KiB, output) of one run."""
    with tempfile.NamedTemporaryFile("r", prefix="eg-bench-") as figures:
        done = subprocess.run([TIME, "-f", "%e %U %S %M", "-o", figures.name, *map(str, command)],
                              capture_output=True, check=False, env=env)
        if done.returncode:
            sys.exit(f"bench: {command[0]} failed: {done.stderr.decode('utf-8', 'replace')[:500]}")
        wall, user, system, peak = figures.read().split()[-4:]
    return float(wall), float(user) + float(system), int(peak), done.stdout


def synthetic(program, folder, rows):
    """The file to read, made once."""
    path = folder / f"synth-{rows}.csv"
    if not path.exists():
        print(f"bench: making {rows:,} rows", flush=True)
        part = path.with_suffix(".part.csv")
        subprocess.run([program, "synth", "--rows", str(rows), "--seed", "7", "-q", "-o", part], check=True)
        part.rename(path)
    return path


def cells_of_report(output):
    """(grouping, labels) to n of the score, its mean and the two counts."""
    cells = {}
    names = {d.replace("*", " * "): k for k, d in enumerate(DIMENSIONS)} | {d: k for k, d in enumerate(DIMENSIONS)}
    for row in csv.DictReader(io.StringIO(output.decode("utf-8"))):
        which = names.get(row["dimension"])
        if which is None or row["reference"] or row["group"] == "Unknown" or "Unknown" in row["group"]:
            continue
        cell = cells.setdefault((which, row["year"], row["group"]), {})
        cell[row["outcome"], row["statistic"]] = row["value"]
    return cells


def cells_of_program(output):
    """The same of libcsv_cubes and of DuckDB."""
    cells = {}
    for line in output.decode("utf-8").splitlines():
        which, year, *labels, _, n, mean, _, _, absent, _, level = line.split("|")
        labels = [label for label in labels if label]
        cells[int(which), year, tuple(sorted(labels))] = (int(n), float(mean), int(absent), int(level))
    return cells


LABELS = {"N": "No", "Y": "Yes"}


def agree(ours, theirs):
    """How many cells were compared; ends the run where one differs, or where hardly any was found."""
    compared = 0
    by_labels = {(w, y, tuple(sorted(g.split("*")))): c for (w, y, g), c in ours.items()}
    for (which, year, labels), (n, mean, absent, level) in theirs.items():
        labels = tuple(sorted(LABELS.get(label, label) for label in labels))
        cell = by_labels.get((which, year, labels))
        if cell is None:  # a label is missing, which we call Unknown
            continue
        got = (int(cell["math_score", "n"]), float(cell.get(("math_score", "mean")) or 0),
               int(cell["chronically_absent", "count"]), int(cell["math_level", "count"]))
        if got[0] != n or got[2:] != (absent, level) or abs(got[1] - mean) > 1e-5:
            sys.exit(f"bench: grouping {which}: {got} here, {(n, mean, absent, level)} there")
        compared += 1
    if compared * 2 < len(theirs):
        sys.exit(f"bench: only {compared} of {len(theirs)} cells were found")
    return compared


def contestants(args, program, path):
    """Name to command and environment."""
    build = program.parent
    run = {"wc -l": ["wc", "-l", path], "bare libcsv": [build / "bare_libcsv", path],
           "libcsv program": [build / "libcsv_cubes", path],
           "1 thread": [program, "analyze", path, *JOB, "--id", "none", *ONE],
           "2 threads": [program, "analyze", path, *JOB, "--id", "none", *TWO],
           "libcsv lane": [program, "analyze", path, *JOB, "--id", "none", "--parser", "libcsv", *ONE],
           "ids known": [program, "analyze", path, *JOB, "--id", "student_id", *TWO]}
    env = dict.fromkeys(run)
    if args.duckdb and shutil.which("node"):
        there = dict(os.environ, NODE_PATH=str(args.duckdb))
        labels = build / "duckdb-labels.json"
        labels.write_bytes(measure(["node", HERE / "duckdb.mjs", path, "2", "labels"], there)[3])
        for name, more in (("DuckDB, 2 threads", ["2", "types"]), ("DuckDB, 1 thread", ["1", "types"]),
                           ("DuckDB ENUM, 2 threads", ["2", "enum", labels])):
            run[name], env[name] = ["node", HERE / "duckdb.mjs", path, *more], there
        if (args.duckdb / "node_modules" / "nodejs-polars").exists():
            run["polars, 2 threads"] = ["node", HERE / "polars.mjs", path]
            env["polars, 2 threads"] = dict(there, POLARS_MAX_THREADS="2")
    if shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(data.table)"], capture_output=True,
                                                  check=False).returncode == 0:
        run["data.table, 2 threads"], env["data.table, 2 threads"] = ["Rscript", "-e", R_CODE, path, "2"], None
    return run, env


def check(run, env):
    """Everyone comes to the same cells."""
    ours = cells_of_report(measure(run["1 thread"])[3])
    want = measure(run["1 thread"])[3]
    for name in ("2 threads", "libcsv lane", "ids known"):
        if measure(run[name])[3] != want:
            sys.exit(f"bench: {name} gives another report")
    for name in run:
        if name == "libcsv program" or name.startswith(("DuckDB", "polars")):
            n = agree(ours, cells_of_program(measure(run[name], env[name])[3]))
            print(f"bench: {name}: {n} cells compared, all the same")


GOALS = [  # name, other, ours, times; what
    ("DuckDB, 2 threads", "2 threads", 8), ("DuckDB ENUM, 2 threads", "2 threads", 7), ("DuckDB, 1 thread", "1 thread", 10),
    ("data.table, 2 threads", "2 threads", 14), ("polars, 2 threads", "2 threads", 14), ("libcsv program", "1 thread", 5)]


def goals(taken, peak):
    """(text, met) of each goal of docs/performance.md that could be measured."""
    def ratio(a, b, i=0):
        return statistics.median(x[i] / y[i] for x, y in zip(taken[a], taken[b]))
    rows = []
    for other, ours, times in GOALS:
        if other in taken:
            wall, cpu = ratio(other, ours), ratio(other, ours, 1)
            rows.append((f"{times} times {other}: {wall:.1f} (CPU {cpu:.1f})", wall >= times))
    for ours, share in (("2 threads", 40), ("1 thread", 22)):
        got = 100 * ratio("wc -l", ours)
        rows.append((f"{share}% of wc -l, {ours}: {got:.0f}%", got >= share))
    rows.append((f"the libcsv lane 1.1 times a plain libcsv program: {ratio('libcsv lane', 'libcsv program'):.2f}",
                 ratio("libcsv lane", "libcsv program") <= 1.1))
    rows.append((f"16 MiB, 2 threads: {peak['2 threads'] / 1024:.1f} MiB", peak["2 threads"] <= 16 * 1024))
    return rows


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--duckdb", type=pathlib.Path, default=os.environ.get("BENCH_DUCKDB"))
    parser.add_argument("--json", type=pathlib.Path, help="every run's figures")
    args = parser.parse_args()
    program = args.build.resolve() / "equitygap"
    folder = args.build.resolve().parent / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = synthetic(program, folder, args.rows)
    size = path.stat().st_size
    run, env = contestants(args, program, path)
    check(run, env)
    taken = {name: [] for name in run}
    for number in range(args.pairs + 1):
        for name, command in run.items():
            figures = measure(command, env[name])[:3]
            if number:  # the first round only fills the page cache
                taken[name].append(figures)
    if args.json:
        args.json.write_text(json.dumps(taken, indent=1))
    print(f"\n{args.rows:,} rows, {size / 2**20:,.0f} MiB, {args.pairs} rounds, medians; load "
          f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':24} {'wall s':>8} {'CPU s':>8} {'peak MiB':>9} {'wall, 2 threads = 1':>20} {'(CPU)':>7}")
    peak = {}
    for name, runs in taken.items():
        wall, cpu = (statistics.median(r[i] for r in runs) for i in (0, 1))
        peak[name] = max(r[2] for r in runs)
        ratios = [statistics.median(r[i] / max(base[i], 0.005) for r, base in zip(runs, taken["2 threads"])) for i in (0, 1)]
        print(f"{name:24} {wall:8.2f} {cpu:8.2f} {peak[name] / 1024:9.1f} {ratios[0]:20.2f} {ratios[1]:7.2f}")
    extra = (peak["ids known"] - peak["2 threads"]) * 1024 / args.rows
    print(f"\nchecking for repeated students: {extra:.0f} bytes a student and year")
    rows = goals(taken, peak)
    for text, met in rows:
        print(f"goal: {text}: {'met' if met else 'MISSED'}")
    sys.exit(0 if all(met for _, met in rows) else 1)


if __name__ == "__main__":
    main()

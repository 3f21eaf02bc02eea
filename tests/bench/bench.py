#!/usr/bin/env python3
"""Time and memory as ratios, measured in one run: reading and counting on one core through libcsv,
without and with the check for repeated students, against a bare pass of libcsv over the same bytes.

Runs alternate and each ratio is taken within its pair, so that a machine that slows down slows both;
medians are printed. Absolute seconds say nothing across machines. Fails when a goal is missed.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

TIME = "/usr/bin/time"
JOB = ["--by", "race_ethnicity,gender,english_learner,disability,econ_disadvantaged", "--year", "school_year",
       "--outcome", "math_score:mean", "--outcome", "chronically_absent:rate", "--stats", "n,mean,sd,count,rate",
       "--parser", "libcsv", "--threads", "1", "-q", "-f", "csv"]
MOST_TIMES, MOST_MIB = 2.0, 64.0


def measure(command, expected=None):
    """(wall seconds, CPU seconds, peak KiB, output) of one run."""
    with tempfile.NamedTemporaryFile("r", prefix="eg-bench-") as figures:
        done = subprocess.run([TIME, "-f", "%e %U %S %M", "-o", figures.name, *map(str, command)],
                              capture_output=True, check=False)
        if done.returncode or (expected is not None and expected not in done.stdout):
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


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=5)
    args = parser.parse_args()
    program, bare = args.build.resolve() / "equitygap", args.build.resolve() / "bare_libcsv"
    folder = args.build.resolve().parent / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = synthetic(program, folder, args.rows)
    size = path.stat().st_size
    commands = {
        "bare libcsv": [bare, path],
        "id none": [program, "analyze", path, *JOB, "--id", "none"],
        "id known": [program, "analyze", path, *JOB, "--id", "student_id"],
    }
    taken = {name: [] for name in commands}
    for number in range(args.pairs + 1):
        for name, command in commands.items():
            seconds = measure(command)
            if number:  # the first round only fills the page cache
                taken[name].append(seconds)
    records = int(taken["bare libcsv"][0][3].split()[0]) - 1
    if records != args.rows:
        sys.exit(f"bench: {records} records in {path}, expected {args.rows}")

    print(f"\n{args.rows:,} rows, {size / 2**20:,.0f} MiB, {args.pairs} pairs, medians")
    print(f"{'':14} {'wall s':>8} {'CPU s':>8} {'MiB/s':>8} {'peak MiB':>9} {'times bare (wall)':>18} {'(CPU)':>7}")
    peak, times = {}, {}
    for name, runs in taken.items():
        wall, cpu = (statistics.median(run[i] for run in runs) for i in (0, 1))
        peak[name] = max(run[2] for run in runs)
        ratios = [statistics.median(run[i] / base[i] for run, base in zip(runs, taken["bare libcsv"])) for i in (0, 1)]
        times[name] = ratios[0]
        print(f"{name:14} {wall:8.2f} {cpu:8.2f} {size / 2**20 / wall:8.0f} {peak[name] / 1024:9.1f} "
              f"{ratios[0]:18.2f} {ratios[1]:7.2f}")
    extra = (peak["id known"] - peak["id none"]) * 1024 / args.rows
    again = statistics.median(known[0] / none[0] for known, none in zip(taken["id known"], taken["id none"]))
    print(f"\nchecking for repeated students: {extra:.0f} bytes a student and year, {again:.2f} times the run without")

    goals = [(f"at most {MOST_TIMES} times a bare libcsv pass (id none)", times["id none"] <= MOST_TIMES),
             (f"at most {MOST_MIB:.0f} MiB (id none)", peak["id none"] / 1024 <= MOST_MIB)]
    for goal, met in goals:
        print(f"goal: {goal}: {'met' if met else 'MISSED'}")
    sys.exit(0 if all(met for _, met in goals) else 1)


if __name__ == "__main__":
    main()

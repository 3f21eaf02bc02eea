#!/usr/bin/env python3
"""What `--stats all` costs beside `basic`: stats_all.py PROGRAM [ROUNDS [EDITION]].

A district of 6 years, 10 schools, 8 dimensions (two of them crosses) and 6 outcomes of every kind, each also within
each school. User seconds, medians of alternating runs, so that a machine that slows down slows all. `all` holds
`basic`, so a ratio of a set is of that set with `basic`; `n` alone tells what reading and hiding cost. `undrawn` are
`basic` and `all` without the rows that draw at random (bootstrap, permutations), named one by one: the goal is of
these, and the program fails when that all is over 3 times that basic. It has 3.4 times as many facts here, so that even
facts of one price each would be over 3 times.
"""

import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

DIMENSIONS = ("race_ethnicity", "gender", "english_learner", "disability", "econ_disadvantaged", "grade",
              "race_ethnicity*gender", "race_ethnicity*econ_disadvantaged")
OUTCOMES = ("math_score:mean", "ela_score:mean", "math_level:levels(Below Basic<Basic<Proficient<Advanced)",
            "chronically_absent:rate(Y)", "suspensions:mean", "attendance_rate:mean")
SETS = ("effect", "impact", "idea", "inequality", "trend", "adjusted", "segregation", "units")
MOST = 3
DRAWN = ("predictability", "segregation_m_corrected", "segregation_h_corrected", "dissimilarity_corrected")


def undrawn(program, sets):
    """Names of the sets' rows that draw nothing; sets None: all. predictability_slope draws nothing."""
    names, current = [], None
    for line in subprocess.run([program, "explain"], check=True, capture_output=True, text=True).stdout.splitlines():
        word = line.split()[0] if line.strip() else ""
        if word == "Set":
            current = line.split()[1]
        elif line.startswith("  ") and (sets is None or current in sets) and word not in DRAWN:
            names.append(word.partition(":")[0])
    return ",".join(dict.fromkeys(names))


def seconds(program, path, edition, stats):
    """User seconds of one run."""
    outcomes = [word for outcome in OUTCOMES for word in ("--outcome", outcome)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([program, "analyze", path, "--by", ",".join(DIMENSIONS), "--within", "school", *outcomes, "--edition",
                    edition, "--stats", stats, "--threads", "1", "-f", "csv", "-q"], check=True, stdout=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main():
    """Prints a table an edition; 1: over the limit."""
    program, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    editions = sys.argv[3:4] or ["public", "internal"]
    asked = {"n": "n", "basic": "basic", "all": "all", "undrawn basic": undrawn(program, ("basic",)),
             "undrawn all": undrawn(program, None), **{f"basic,{name}": f"basic,{name}" for name in SETS}}
    over = False
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "district.csv")
        subprocess.run([program, "synth", "-o", path], check=True, stdout=subprocess.DEVNULL)
        for edition in editions:
            taken = {name: [] for name in asked}
            for _ in range(rounds):
                for name, stats in asked.items():
                    taken[name].append(seconds(program, path, edition, stats))
            basic = statistics.median(taken["basic"])
            for name, times in taken.items():
                ratio = statistics.median(a / b for a, b in zip(times, taken["basic"]))
                print(f"{edition:8} {name:17} {statistics.median(times):6.2f} s {ratio:6.2f} times basic", flush=True)
            apart = statistics.median(a / b for a, b in zip(taken["undrawn all"], taken["undrawn basic"]))
            over = over or apart > MOST
            print(f"{edition:8} undrawn: all is {apart:.2f} times basic, {'over' if apart > MOST else 'within'} the limit of {MOST}",
                  flush=True)
            print(f"{edition:8} basic alone: {basic:.2f} s", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

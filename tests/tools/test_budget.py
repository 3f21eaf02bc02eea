#!/usr/bin/env python3
"""Instructions a record, counted by callgrind on fixed files: a guard against slowness that no clock can disturb.

Two sizes are run, and what the second has more is divided by its records, so that start and report fall away. The
budgets are some 10% above what was counted when they were set; lower them when something gets faster. Valgrind
has no AVX-512, so the lane runs by AVX2; where the machine has none, nothing is judged.
"""

import pathlib
import re
import shutil
import subprocess

from harness import ASAN, PROGRAM, SLOW, Part, environment

FEW, MANY = 20_000, 60_000
JOB = ["--by", "race_ethnicity,gender,english_learner,disability,econ_disadvantaged", "--year", "school_year",
       "--outcome", "math_score:mean", "--outcome", "chronically_absent:rate", "--edition", "internal",
       "--stats", "n,mean,rate", "-f", "csv", "-q", "--threads", "1"]
BUDGETS = {  # label: (more arguments, instructions a record)
    "no ids": (["--id", "none"], 580),
    "ids known": (["--id", "student_id"], 2155),
    "libcsv alone": (["--id", "none", "--parser", "libcsv"], 7000),
}
AVX2 = "avx2" in (pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
                  if pathlib.Path("/proc/cpuinfo").exists() else "")


def instructions(part, path, more):
    """How many one run takes."""
    done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={part.folder}/out", PROGRAM, "analyze",
                           path, *JOB, *more], capture_output=True, env=environment(), check=False)
    found = re.search(rb"Collected : (\d+)", done.stderr)
    return int(found[1]) if found and done.returncode == 0 else None


def main():
    """Counts and compares."""
    part = Part("budget")
    if not SLOW or ASAN or not AVX2 or not shutil.which("valgrind"):
        part.skip("instructions a record", "only in check-slow, with valgrind and AVX2, and not under a sanitizer")
        part.check("nothing to count", True)
        part.finish()
    files = []
    for rows in (FEW, MANY):
        files.append(part.folder / f"{rows}.csv")
        subprocess.run([PROGRAM, "synth", "--rows", str(rows), "--seed", "7", "-q", "-o", files[-1]], check=True,
                       env=environment())
    for label, (more, most) in BUDGETS.items():
        counts = [instructions(part, path, more) for path in files]
        if part.check(f"{label}: runs under callgrind", None not in counts, counts):
            got = (counts[1] - counts[0]) / (MANY - FEW)
            part.check(f"{label}: {got:.0f} instructions a record, at most {most}", got <= most)
            print(f"budget: {label}: {got:.0f} instructions a record of {most}")
    part.finish()


if __name__ == "__main__":
    main()

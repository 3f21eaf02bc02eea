#!/usr/bin/env python3
"""Every allocation may fail: the program then says so in one line, ends with 1 and touches no output.

It may also do without that memory (the C library does, for a buffer of a stream): then everything
is as if nothing had happened.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import harness
from districts import as_csv, district
from harness import BUILD, SLOW, Part, run

# Sanitizers and profilers allocate for themselves: there the faults are linked into the program.
LINKED = BUILD.name in ("asan", "cov")

OLD = b"the report of last month\n"
CONFIG = b"""{ // small
  "year": "school_year", "within": ["school"], "id": "student_id",
  "dimensions": [{"column": "gender", "label": "Gender", "levels": {"Ferrow": "F"}}],
  "outcomes": [{"column": "passed", "kind": "rate"}, {"column": "score", "kind": "mean"}]
}
"""


def cubes(folder, flags):
    """Two saved cubes."""
    made = []
    for number, rows in enumerate((district(4, students=30), district(5, students=20, years=3))):
        path = folder / f"part{number}.csv"
        path.write_bytes(as_csv(rows))
        made.append(folder / f"part{number}.cube")
        run("analyze", path, *flags, "--save-cube", made[-1])
    return made


def ledger(folder, flags):
    """A ledger of one publication, and the input of the next: some students more."""
    rows = district(3, students=60)
    (folder / "first.csv").write_bytes(as_csv(rows[:-4]))
    (folder / "next.csv").write_bytes(as_csv(rows))
    run("analyze", folder / "first.csv", *flags, "--ledger", folder / "first.ledger")
    return ["analyze", folder / "next.csv", *flags, "--ledger", LEDGER]


def jobs(folder):
    """Name, arguments and report files of the runs to be broken."""
    data, config = folder / "d.csv", folder / "d.json"
    data.write_bytes(as_csv(district(3, students=60)))
    config.write_bytes(CONFIG)
    flags = ["--by", "race_ethnicity,gender", "--year", "school_year", "--outcome", "passed:rate",
             "--outcome", "score:mean", "--id", "student_id"]
    return [
        ("analyze", ["analyze", data, *flags], ("r.json", "r.csv", "r.txt")),
        ("config", ["analyze", data, "-c", config], ("r.csv",)),
        ("save", ["analyze", data, *flags, "--stats", "all"], ("r.cube",)),
        ("merge", ["analyze", *cubes(folder, flags), "--disjoint", "--edition", "internal"], ("r.csv", "r.cube")),
        ("ledger", ledger(folder, flags), ("r.csv",)),
        ("profile", ["profile", data], ()),
        ("explain", ["explain", "difference"], ()),
        ("synth", ["synth", "--students", "20", "--seed", "2"], ("s.csv",)),
    ]


LEDGER = "r.ledger"
FIRST = {}


def settings(at=0, sticky=False, count=None):
    """The environment that breaks the at-th allocation."""
    env = {} if LINKED else {"LD_PRELOAD": str(BUILD / "fault_alloc.so")}
    if at:
        env["EG_FAULT_ALLOC"] = str(at)
    if sticky:
        env["EG_FAULT_STICKY"] = "1"
    if count:
        env["EG_FAULT_COUNT"] = str(count)
    return env


def execute(args, reports, folder, env):
    """One run in its own folder: result and the reports' bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in reports:
        (folder / name).write_bytes(OLD)
    outputs = [part for name in reports
               for part in ("--save-cube" if name.endswith(".cube") else "-o", folder / name)]
    if LEDGER in args:  # each run has a copy of its own
        shutil.copy(folder.parent / "first.ledger", folder / LEDGER)
        args = [folder / LEDGER if a == LEDGER else a for a in args]
    program = BUILD / ("equitygap-faults" if LINKED else "equitygap")
    result = run(*args, *outputs, env=env, program=program)
    return result, {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def judge(result, files, whole, reports):
    """What is wrong with a run whose memory failed; "" when nothing is."""
    whole_result, whole_files = whole
    if result.rc == whole_result.rc and result.out == whole_result.out and files == whole_files:
        return ""
    if result.rc != 1:
        return f"neither a clean end nor status 1: {result}"
    # a ledger is written before what it tells of: it is the one before, or the next
    if LEDGER in whole_files and files.get(LEDGER) not in (whole_files[LEDGER], FIRST[LEDGER]):
        return "the ledger was damaged"
    if {name: bytes_ for name, bytes_ in files.items() if name != LEDGER} != {name: OLD for name in reports}:
        return f"an output was touched: {sorted(files)}"
    lines = result.err.decode("utf-8", "replace").splitlines()
    if len(lines) != 1 or not lines[0].startswith("equitygap: "):
        return f"not one clear line: {result}"
    return ""


def break_job(part, name, args, reports):
    """Breaks one job at many allocations."""
    counter = part.folder / f"{name}.count"
    whole = execute(args, reports, part.folder / f"{name}-whole", settings(count=counter))
    if not part.check(f"{name}: runs unbroken", whole[0].rc == 0 and counter.exists(), whole[0]):
        return
    calls = int(counter.read_text())
    stride = 1 if SLOW else max(1, calls // 400)
    points = sorted(set(range(1, min(calls, 40) + 1)) | set(range(1, calls + 1, stride)))

    def once(at):
        folder = part.folder / f"{name}-{at}"
        result, files = execute(args, reports, folder, settings(at, sticky=at % 2 == 0))
        return judge(result, files, whole, reports)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for at, problem in zip(points, pool.map(once, points)):
            part.check(f"{name}: allocation {at} of {calls}", not problem, problem)


def main():
    """All jobs."""
    part = Part("faults_alloc")
    made = jobs(part.folder)
    FIRST[LEDGER] = (part.folder / "first.ledger").read_bytes()
    for name, args, reports in made:
        break_job(part, name, args, reports)
    part.finish()


if __name__ == "__main__":
    harness.PROGRAM.stat()
    main()

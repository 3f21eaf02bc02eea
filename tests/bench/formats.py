#!/usr/bin/env python3
"""What each format costs, and all together: formats.py PROGRAM [ROUNDS [EDITION]].

A district of 6 years, 10 schools, 8 dimensions (two of them crosses) and 6 outcomes of every kind; one report in each
format, then all six in one run; once for the district alone, once with every table also within each school. User
seconds on one thread, medians of alternating runs; beside them what a format takes more than CSV. A last row has all
six with as many threads as there are cores, and the seconds by the clock, which mean something on a quiet machine
only. Fails when all together take over 2 seconds for the district in the internal edition, where nothing is to be
hidden: what the public edition takes more is the time of hiding.
"""

import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from stats_all import DIMENSIONS, OUTCOMES

FORMATS = ("csv", "json", "txt", "html", "md", "xlsx")
LIMIT = 2


def seconds(program, folder, asked, formats, threads=("--threads", "1")):
    """User seconds of one run that writes these, and seconds by the clock."""
    outcomes = [word for outcome in OUTCOMES for word in ("--outcome", outcome)]
    outputs = [word for name in formats for word in ("-o", str(folder / f"r.{name}"))]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.monotonic()
    subprocess.run([program, "analyze", str(folder / "district.csv"), "--by", ",".join(DIMENSIONS), *outcomes,
                    *asked, *threads, "-q", *outputs], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, time.monotonic() - start


def table(program, folder, rounds, what):
    """Prints a row a format; True: over the limit."""
    edition, place, within = what
    asked = {name: (name,) for name in FORMATS} | {"all": FORMATS}
    taken, threaded = {name: [] for name in asked}, []
    for _ in range(rounds):
        for which, formats in asked.items():
            taken[which].append(seconds(program, folder, ("--edition", edition, *within), formats)[0])
        threaded.append(seconds(program, folder, ("--edition", edition, *within), FORMATS, ()))
    csv, over = statistics.median(taken["csv"]), False
    for which, times in taken.items():
        median = statistics.median(times)
        size = sum((folder / f"r.{x}").stat().st_size for x in asked[which])
        print(f"{edition:8} {place:8} {which:5} {median:6.2f} s {median - csv:+6.2f} s over csv {size / 1e6:7.2f} MB", flush=True)
        over = over or (which == "all" and edition == "internal" and not within and median > LIMIT)
    user, clock = (statistics.median(column) for column in zip(*threaded))
    print(f"{edition:8} {place:8} all   {user:6.2f} s, {clock:.2f} s by the clock, a thread a core", flush=True)
    return over


def main():
    """Prints a row a format and edition; 1: over the limit."""
    program, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    over = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([program, "synth", "-o", str(folder / "district.csv")], check=True, stdout=subprocess.DEVNULL)
        for edition in sys.argv[3:4] or ["public", "internal"]:
            for place, within in (("district", ()), ("schools", ("--within", "school"))):
                over = table(program, folder, rounds, (edition, place, within)) or over
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

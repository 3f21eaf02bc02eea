#!/usr/bin/env python3
"""What fuzz_cube begins with: the bytes within the pieces of saved cubes, made anew by the program that is tested, since
seeds of an older format are all refused at once. unpack_cube.py FOLDER"""

import pathlib
import sys
import tempfile

from districts import as_csv, district
from harness import PROGRAM, run

JOBS = {
    "cells": ["--by", "gender", "--year", "school_year", "--outcome", "passed:rate", "--outcome", "score:mean", "--id",
              "none"],
    "values": ["--by", "gender", "--within", "school", "--outcome", "score:mean", "--id", "none", "--stats", "median"],
    "joint": ["--by", "gender,english_learner", "--outcome", "passed:rate", "--id", "none", "--stats", "adjusted"],
    "levels": ["--by", "gender", "--outcome", "race_ethnicity:levels(Quillon<Ravend<Sostrin<Tavish<Umbrey)", "--id",
               "none"],
    "listed": ["--by", "gender*english_learner", "--outcome", "race_ethnicity:rate(Quillon|Ravend)", "--id", "none",
               "--where", "school!=Birch Yard"],
    "students": ["--by", "gender", "--year", "school_year", "--outcome", "passed:rate", "--id", "student_id"],
}
GROUPS = b"Year,School,Group,N,Met\n2022,A,F,40,20\n2022,A,M,*,<10\n2022,A,All,90,40\n2023,B,F,12,>=95%%\n"
ROWS = ["--counts", "n=N,count=Met", "--group-column", "Group", "--within", "School", "--year", "Year"]


def unpacked(data):
    """Everything behind the line and the mark, without lengths and hashes."""
    at, out = data.index(b"\n") + 5, b""
    while size := int.from_bytes(data[at:at + 4], "little"):
        out += data[at + 4:at + 4 + size]
        at += 4 + size + 16
    return out


def made(folder):
    """Seeds in the folder, of cubes that were merged: their hash of themselves is not compared. Their paths."""
    paths = []
    with tempfile.TemporaryDirectory() as place:
        at = pathlib.Path(place)
        for half in "ab":
            rows = as_csv(district(ord(half), students=15))
            (at / f"{half}.csv").write_bytes(rows.replace(b"\n0", b"\n" + half.encode()))
            (at / f"groups-{half}.csv").write_bytes(GROUPS.replace(b",40,", b",41,") if half == "b" else GROUPS)
        for name, job in {**JOBS, "groups": ROWS}.items():
            start = "groups-" if name == "groups" else ""
            done = [run("analyze", f"{start}{half}.csv", *job, "--save-cube", f"{half}.cube", cwd=at) for half in "ab"]
            done.append(run("analyze", "a.cube", "b.cube", "--disjoint", "--save-cube", "ab.cube", cwd=at))
            if all(one.rc == 0 for one in done):
                paths.append(pathlib.Path(folder) / name)
                paths[-1].write_bytes(unpacked((at / "ab.cube").read_bytes()))
                (at / "ab.cube").unlink()
            else:
                print(f"no seed {name}: {[str(one) for one in done]}", file=sys.stderr)
    return paths


if __name__ == "__main__":
    if PROGRAM.exists():
        made(sys.argv[1])
    else:
        print(f"no seeds of saved cubes: {PROGRAM} is not built", file=sys.stderr)

#!/usr/bin/env python3
"""Runs case directories: tests/cases/TOPIC/NAME/{cmd,out,err,rc,match,files/,...}.

cmd runs under `sh` in an empty folder into which every other file of the case was copied, with
equitygap in PATH, $DATA the project's data/, $SHARED the real files beside the project (a case that
names it is skipped where they are absent) and $CASES the folder of all cases.

out, err   what standard output and standard error must be, to the byte; absent: nothing
rc         the exit status; absent: 0
match      lines "out PATTERN", "err PATTERN": a line of that stream must match (and the stream is then not
           compared as a whole, unless its file stands here too); "out! PATTERN": no line may match;
           "file NAME PATTERN" and "file! NAME PATTERN": likewise for a file that cmd wrote
files/     files that cmd must write, to the byte
Any other file that cmd leaves behind is a failure: half-written output shows.
"""

import argparse
import difflib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
CASES = pathlib.Path(__file__).resolve().parents[1] / "cases"
LIMIT = 120  # seconds of a case
SPECIAL = {"cmd", "out", "err", "rc", "match", "files"}
MATCH = re.compile(r"^(out|err|file (\S+)|out!|err!|file! (\S+)) (.+)$")


def read(path):
    """Bytes of a file, none when it is not there."""
    return path.read_bytes() if path.exists() else b""


def difference(want, got, name):
    """What is not as it should be, as a diff of text."""
    lines = [data.decode("utf-8", "backslashreplace").splitlines() for data in (want, got)]
    shown = list(difflib.unified_diff(*lines, f"expected {name}", f"actual {name}", lineterm="", n=1))
    return shown[:40] or [f"{name}: differs in line ends only"]


def match_problems(case, streams, folder):
    """Lines of `match` that do not hold; and the streams and files it speaks of."""
    problems, named = [], set()
    for line in read(case / "match").decode("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        parsed = MATCH.match(line)
        if not parsed:
            problems.append(f"match: cannot be read: {line}")
            continue
        where = parsed[2] or parsed[3] or parsed[1].rstrip("!")
        named.add(where)
        data = streams[where] if where in streams else read(folder / where)
        if where not in streams and not (folder / where).exists():
            problems.append(f"match: {where} was not written")
            continue
        found = any(re.search(parsed[4], text) for text in data.decode("utf-8", "replace").splitlines())
        if found == ("!" in parsed[1].split(" ")[0]):
            problems.append(f"match: {line}")
    return problems, named


def new_files(case, folder):
    """Names of the files that cmd left behind, and not those it was given."""
    here = {str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir()}
    given = {str(p.relative_to(case)) for p in case.rglob("*") if not p.is_dir()}
    return here - given


def execute(case, environment):
    """Runs cmd; gives its folder, streams and status."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="eg-case-"))
    for item in case.iterdir():
        if item.name in SPECIAL:
            continue
        if item.is_dir():
            shutil.copytree(item, folder / item.name)
        else:
            shutil.copy(item, folder / item.name)
    done = subprocess.Popen(["sh", str(case / "cmd")], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, err = done.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(done.pid, signal.SIGKILL)  # whatever cmd started goes with it
        out, err = done.communicate()
        err += f"no end within {LIMIT} s\n".encode()
    return folder, {"out": out, "err": err}, done.returncode


def compare(case, folder, streams, status):
    """Everything that is not as the case says."""
    problems, named = match_problems(case, streams, folder)
    expected = int(read(case / "rc") or b"0")
    if status != expected:
        problems.append(f"exit status {status}, expected {expected}")
    for name, got in streams.items():
        if (name not in named or (case / name).exists()) and got != read(case / name):
            problems += difference(read(case / name), got, name)
    wanted = {str(p.relative_to(case / "files")) for p in (case / "files").rglob("*") if p.is_file()}
    for name in sorted(wanted):
        if not (folder / name).exists():
            problems.append(f"{name} was not written")
        elif read(folder / name) != read(case / "files" / name):
            problems += difference(read(case / "files" / name), read(folder / name), name)
    for name in sorted(new_files(case, folder) - wanted - named):
        problems.append(f"{name} was left behind")
    return problems


def rewrite(case, folder, streams, status):
    """Makes what happened the expectation, where the case compares bytes."""
    _, named = match_problems(case, streams, folder)
    for name, got in streams.items():
        if name in named and not (case / name).exists():
            continue
        if got:
            (case / name).write_bytes(got)
        else:
            (case / name).unlink(missing_ok=True)
    if status:
        (case / "rc").write_text(f"{status}\n")
    else:
        (case / "rc").unlink(missing_ok=True)
    for name in sorted(new_files(case, folder) - named):
        target = case / "files" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, target)


def one(case, environment, golden):
    """(problems or None when skipped, reason) of one case."""
    needs_shared = b"$SHARED" in read(case / "cmd")
    if needs_shared and not pathlib.Path(environment["SHARED"]).is_dir():
        return None, "the shared data files are not there"
    try:
        folder, streams, status = execute(case, environment)
    except subprocess.TimeoutExpired:
        return ["no end within 120 s"], ""
    if golden:
        rewrite(case, folder, streams, status)
    problems = compare(case, folder, streams, status)
    shutil.rmtree(folder, ignore_errors=True)
    return problems, ""


def main():
    """Runs the cases asked for, all by default."""
    parser = argparse.ArgumentParser(description="runs case directories")
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--rewrite", action="store_true")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    os.environ["EG_BUILD"] = str(args.build.resolve())
    from harness import DATA, SHARED, environment  # reads EG_BUILD

    env = environment({"DATA": str(DATA), "SHARED": str(SHARED), "CASES": str(CASES)})
    cases = sorted(path.parent for path in CASES.glob("*/*/cmd"))
    if args.names:
        cases = [c for c in cases if str(c.relative_to(CASES)) in args.names or c.parent.name in args.names]
    passed = failed = skipped = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for case, (problems, reason) in zip(cases, pool.map(lambda c: one(c, env, args.rewrite), cases)):
            name = case.relative_to(CASES)
            if problems is None:
                skipped += 1
                print(f"skipped cases: {name}: {reason}")
            elif problems:
                failed += 1
                print(f"FAILED cases: {name}", *problems, sep="\n    ")
            else:
                passed += 1
    tail = f", {skipped} skipped" if skipped else ""
    print(f"cases: {passed} passed, {failed} failed{tail}")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()

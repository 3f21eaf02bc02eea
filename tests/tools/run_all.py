#!/usr/bin/env python3
"""Runs the parts of the test suite and adds them up.

A part is a program that ends with "NAME: N passed, N failed[, N skipped]". A part that does not, that
ran nothing, or whose exit status does not fit its counts is itself a failure. The last line printed is
"N passed, N failed".
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

TOOLS = pathlib.Path(__file__).resolve().parent
ROOT = TOOLS.parents[1]
CLOSING = re.compile(r"^(\S+): (\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")
CHECK_CLOSING = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.M)


def parts(build):
    """Name and command of every part, the long ones first."""
    python = [sys.executable]
    rows = [(name, python + [str(TOOLS / f"test_{name}.py")]) for name in
            ("faults_alloc", "faults_io", "lane", "cubes", "budget", "adjusted", "deliver", "disclosure", "config",
             "properties", "order", "together", "segregation", "catalogue", "definitions", "separation", "years", "units",
             "reference", "published", "oracles", "quantiles", "roster", "files", "html", "docs", "explain", "overlap",
             "sql", "cube_files",
             "checkers", "words", "pages", "doors", "audit", "interference", "ledger")]
    if os.environ.get("EG_SLOW"):
        rows.append(("attack", python + [str(TOOLS / "test_attack.py")]))
    rows.insert(0, ("cases", python + [str(TOOLS / "run_cases.py"), "--build", str(build)]))
    rows.insert(0, ("unit", [str(build / "unit")]))
    if any((ROOT / "tests" / "fuzz").glob("*.c")):
        rows.append(("fuzz", python + [str(TOOLS / "test_fuzz.py")]))
    return rows


def unit_counts(output):
    """Check's own closing line, said our way."""
    found = CHECK_CLOSING.search(output)
    if not found:
        return output
    checks, failures, errors = map(int, found.groups())
    bad = failures + errors
    told = "\n".join(line for line in output[:found.start()].splitlines() if line.startswith("skipped"))
    told = (told + output[found.end():]).strip()
    return (told + "\n" if told else "") + f"unit: {checks - bad} passed, {bad} failed"


def run(name, command, build):
    """Output, passed, failed, skipped of one part."""
    env = dict(os.environ, EG_BUILD=str(build), CK_VERBOSITY="normal")
    env.setdefault("CK_DEFAULT_TIMEOUT", "60")
    if name == "unit":
        env["ASAN_OPTIONS"] = "detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1"
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=ROOT,
                              timeout=3600, check=False)
        output, status = done.stdout.decode("utf-8", "replace").rstrip(), done.returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        output, status = str(error), 1
    if name == "unit":
        output = unit_counts(output)
    seconds = time.monotonic() - start
    last = CLOSING.match(output.splitlines()[-1] if output else "")
    if not last or last[1] != name:
        return f"{output}\nFAILED {name}: ended early with status {status}", 0, 1, 0
    passed, failed, skipped = int(last[2]), int(last[3]), int(last[4] or 0)
    if passed + failed == 0:
        return f"{output}\nFAILED {name}: no test was run", 0, 1, skipped
    if (status == 0) != (failed == 0):
        return f"{output}\nFAILED {name}: exit status {status} does not fit", passed, failed + 1, skipped
    return f"{output} ({seconds:.1f} s)", passed, failed, skipped


def main():
    """Runs what was asked for, all parts by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    build = args.build.resolve()
    rows = [row for row in parts(build) if not args.names or row[0] in args.names]
    unknown = set(args.names) - {name for name, _ in rows}
    if unknown or not rows:
        sys.exit(f"no such part: {' '.join(sorted(unknown))}")
    total = [0, 0, 0]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        running = [pool.submit(run, name, command, build) for name, command in rows]
        for future in running:
            output, *counts = future.result()
            print(output, flush=True)
            total = [a + b for a, b in zip(total, counts)]
    if total[2]:
        print(f"{total[2]} skipped, each with its reason above")
    print(f"{total[0]} passed, {total[1]} failed")
    sys.exit(1 if total[1] or not total[0] else 0)


if __name__ == "__main__":
    main()

"""What the test programs share: where things are, running the program, counting checks."""

import csv
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("EG_BUILD", ROOT / "build" / "release")).resolve()
PROGRAM = BUILD / "equitygap"
DATA = ROOT / "data"
SHARED = ROOT.parent / "shared" / "data"
SLOW = bool(os.environ.get("EG_SLOW"))
ASAN = BUILD.name == "asan"
FACT_HEADER = ("unit_type,unit,outcome,year,dimension,group,reference,statistic,"
               "value,ci_low,ci_high,p_value,p_adjusted,n,status,note")


def environment(extra=None):
    """A small fixed environment: nothing of the user's may change a result."""
    env = {
        "PATH": f"{BUILD}{os.pathsep}/usr/local/bin:/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "HOME": "/nonexistent",
        "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1",
        "UBSAN_OPTIONS": "print_stacktrace=1",
    }
    env.update(extra or {})
    return env


class Result:
    """Exit status and bytes of one run; a run killed by a signal has a negative rc."""

    def __init__(self, rc, out, err):
        self.rc, self.out, self.err = rc, out, err

    def __str__(self):
        return f"rc {self.rc}, stderr: {self.err.decode('utf-8', 'replace').strip()[:400]}"


def run(*args, stdin=b"", env=None, cwd=None, timeout=120, program=PROGRAM):
    """Runs equitygap with args and waits."""
    try:
        done = subprocess.run([str(program), *map(str, args)], input=stdin, cwd=cwd, timeout=timeout,
                              capture_output=True, env=environment(env), check=False)
    except subprocess.TimeoutExpired:
        return Result(-999, b"", f"no end within {timeout} s".encode())
    return Result(done.returncode, done.stdout, done.stderr)


def facts(csv_bytes):
    """The rows of a CSV report as dictionaries."""
    return list(csv.DictReader(io.StringIO(csv_bytes.decode("utf-8"), newline="")))


class Part:
    """Counts the checks of one test program and says which failed."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.skipped = name, 0, 0, 0
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"eg-{name}-"))

    def check(self, label, good, detail=""):
        """One check; detail is printed only when it fails."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {self.name}: {label}" + (f"\n    {detail}" if detail != "" else ""))
        return bool(good)

    def equal(self, label, got, want):
        """got and want are the same."""
        return self.check(label, got == want, f"got {got!r}, want {want!r}")

    def close(self, label, got, want, tolerance=1e-5):
        """Two numbers within tolerance * max(1, |want|); got may be text."""
        try:
            number = float(got)
        except (TypeError, ValueError):
            return self.check(label, False, f"got {got!r}, want {want!r}")
        return self.check(label, abs(number - want) <= tolerance * max(1.0, abs(want)),
                          f"got {number!r}, want {want!r}")

    def skip(self, label, reason):
        """Not run, and why."""
        self.skipped += 1
        print(f"skipped {self.name}: {label}: {reason}")

    def finish(self):
        """Prints the closing line, removes the folder and ends the program."""
        shutil.rmtree(self.folder, ignore_errors=True)
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.name}: {self.passed} passed, {self.failed} failed{skipped}")
        sys.exit(1 if self.failed or not self.passed else 0)

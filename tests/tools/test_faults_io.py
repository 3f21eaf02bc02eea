#!/usr/bin/env python3
"""A disk that fills up, a broken write, a signal at any moment: the last report stays, whole."""

import os
import random
import signal
import subprocess
import time

from districts import as_csv, district
from harness import ASAN, BUILD, PROGRAM, SLOW, Part, environment, run

OLD = b"the report of last month\n"
NAMES = ("r.csv", "r.json", "r.txt", "r.cube")


class Bench:
    """One job, with the bytes it writes when nothing is in its way."""

    def __init__(self, part):
        self.part = part
        self.data = part.folder / "d.csv"
        self.data.write_bytes(as_csv(district(5, students=2000, years=3)))
        self.args = ["analyze", self.data, "--by", "race_ethnicity,gender", "--year", "school_year",
                     "--outcome", "passed:rate", "--outcome", "score:mean", "--within", "school", "--id", "none"]
        self.new = {}
        folder = self.fresh("whole")
        result = run(*self.args, *self.outputs(folder))
        part.check("runs unbroken", result.rc == 0, result)
        self.new = self.files(folder)
        part.equal("writes what it is asked for and nothing else", sorted(self.new), sorted(NAMES))
        self.check_untouched = {name: OLD for name in NAMES}

    def fresh(self, name):
        """A folder holding last month's reports."""
        folder = self.part.folder / name
        folder.mkdir()
        for report in NAMES:
            (folder / report).write_bytes(OLD)
        return folder

    @staticmethod
    def outputs(folder):
        """-o for each report, and a saved cube."""
        return [part for name in NAMES
                for part in ("--save-cube" if name.endswith(".cube") else "-o", folder / name)]

    @staticmethod
    def files(folder):
        """Everything in the folder, hidden files too."""
        return {p.name: p.read_bytes() for p in folder.iterdir()}


def one_line(result):
    """Standard error is one line of ours."""
    lines = result.err.decode("utf-8", "replace").splitlines()
    return len(lines) == 1 and lines[0].startswith("equitygap: ")


def full_disk(bench):
    """Writes, syncs and renames that fail."""
    part = bench.part
    if ASAN:
        part.skip("failing writes", "the sanitizer's runtime does not go with a preloaded library")
        return
    for fault in ("write:1", "write:2", "write:5", "fsync:1", "fsync:2", "fsync:3", "rename:1"):
        folder = bench.fresh(fault.replace(":", "-"))
        result = run(*bench.args, *bench.outputs(folder),
                     env={"LD_PRELOAD": str(BUILD / "fault_io.so"), "EG_FAULT_IO": fault})
        if fault == "write:5" and result.rc == 0:
            part.equal(f"{fault}: fewer writes than that", bench.files(folder), bench.new)
            continue
        part.check(f"{fault}: status 1 and one line", result.rc == 1 and one_line(result), result)
        part.equal(f"{fault}: nothing touched, nothing left", bench.files(folder) == bench.check_untouched, True)
    folder = bench.fresh("rename-2")
    result = run(*bench.args, *bench.outputs(folder),
                 env={"LD_PRELOAD": str(BUILD / "fault_io.so"), "EG_FAULT_IO": "rename:2"})
    left = bench.files(folder)
    part.check("rename:2: status 1", result.rc == 1, result)
    part.check("rename:2: each report is the old or the new one, whole",
               sorted(left) == sorted(NAMES) and all(left[n] in (OLD, bench.new[n]) for n in NAMES), sorted(left))
    replaced = [n for n in NAMES if left.get(n) == bench.new[n]]
    part.check("rename:2: names what was replaced", all(n.encode() in result.err for n in replaced), result)
    folder = bench.fresh("short")
    result = run(*bench.args, *bench.outputs(folder), timeout=300,
                 env={"LD_PRELOAD": str(BUILD / "fault_io.so"), "EG_FAULT_IO": "short:0"})
    part.check("short and interrupted writes: done", result.rc == 0, result)
    part.check("short and interrupted writes: the same bytes", bench.files(folder) == bench.new)


def full_device(bench):
    """/dev/full as output file and as standard output; a folder that cannot be written."""
    part = bench.part
    result = run(*bench.args, "-o", "/dev/full")
    part.check("-o /dev/full: status 1 and one line", result.rc == 1 and one_line(result), result)
    link = part.folder / "full.csv"
    link.symlink_to("/dev/full")
    result = run(*bench.args, "-o", link)
    part.check("a link to /dev/full: status 1 and one line", result.rc == 1 and one_line(result), result)
    for args in (bench.args + ["-f", "csv"], ["explain"], ["--help"], ["--version"],
                 ["synth", "--students", "10"], ["profile", bench.data]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([str(PROGRAM), *map(str, args)], stdout=full, stderr=subprocess.PIPE,
                                  env=environment(), check=False)
        part.equal(f"{args[0]} to a full standard output: status 1", done.returncode, 1)
        part.equal(f"{args[0]} to a full standard output: one line", len(done.stderr.splitlines()), 1)
    result = run(*bench.args, "-o", part.folder / "nowhere" / "r.csv")
    part.check("a folder that is not there: status 1 and one line", result.rc == 1 and one_line(result), result)
    result = run(*bench.args, "-o", bench.data)
    part.check("its own input as output: refused", result.rc == 2 and one_line(result), result)


def closed_pipe(bench):
    """A reader that goes away ends the run quietly."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([str(PROGRAM), *map(str, bench.args), "-f", "csv"], stdout=write_end,
                          stderr=subprocess.PIPE, env=environment(), check=False)
    os.close(write_end)
    bench.part.equal("a closed pipe: nothing said", done.stderr, b"")
    bench.part.check("a closed pipe: no failure", done.returncode in (0, -signal.SIGPIPE), done.returncode)


def signals(bench):
    """SIGKILL, SIGTERM and SIGINT at random moments of reading and writing."""
    part = bench.part
    rng = random.Random(11)
    env = {} if ASAN else {"LD_PRELOAD": str(BUILD / "fault_io.so"), "EG_FAULT_IO": "slow:15"}
    start = time.monotonic()
    run(*bench.args, *bench.outputs(bench.fresh("timed")), env=env)
    whole = time.monotonic() - start
    statuses = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}
    for number in range(150 if SLOW else 24):
        what = list(statuses)[number % 3]
        folder = bench.fresh(f"signal-{number}")
        with subprocess.Popen([str(PROGRAM), *map(str, bench.args + bench.outputs(folder))],
                              env=environment(env), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
            time.sleep(rng.uniform(0.2, 1.0) * whole if number % 4 else rng.uniform(0.02, 0.3) * whole)
            process.send_signal(what)
            error = process.communicate(timeout=60)[1]
        left = bench.files(folder)
        label = f"{what.name} {number}"
        whole_files = all(left.get(n) in (OLD, bench.new[n]) for n in NAMES)
        part.check(f"{label}: each report is the old or the new one, whole", whole_files, sorted(left))
        if what == signal.SIGKILL:
            continue
        # Before main has set its handlers the system's default applies.
        early = process.returncode == -what and left == bench.check_untouched
        part.check(f"{label}: its status", early or process.returncode in (0, statuses[what]),
                   f"{process.returncode} {error!r}")
        part.equal(f"{label}: no temporary file", sorted(left), sorted(NAMES))
        if process.returncode == statuses[what]:
            part.check(f"{label}: nothing replaced", left == bench.check_untouched)


def modes(bench):
    """A public report is as the umask says, what is not public is its owner's."""
    part = bench.part
    folder = part.folder / "modes"
    folder.mkdir()
    old = os.umask(0o022)
    try:
        for edition, mode in (("public", 0o644), ("internal", 0o600)):
            target = folder / f"{edition}.csv"
            result = run(*bench.args, "--edition", edition, "-o", target)
            part.check(f"{edition}: written", result.rc == 0, result)
            part.equal(f"{edition}: mode", target.exists() and target.stat().st_mode & 0o777, mode)
    finally:
        os.umask(old)
    real, link = folder / "real.csv", folder / "link.csv"
    real.write_bytes(OLD)
    link.symlink_to(real)
    result = run(*bench.args, "-o", link)
    part.check("a symbolic link: followed", result.rc == 0 and link.is_symlink() and real.read_bytes() != OLD, result)


def main():
    """All of them."""
    part = Part("faults_io")
    bench = Bench(part)
    full_disk(bench)
    full_device(bench)
    closed_pipe(bench)
    modes(bench)
    signals(bench)
    part.finish()


if __name__ == "__main__":
    main()

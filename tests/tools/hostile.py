#!/usr/bin/env python3
"""Hostile files at full size, made on the fly: each must end, in one line and within bounded memory.

    hostile.py --build FOLDER [--scale 0.01] [NAME...]

Writes go to a pipe, or to a temporary folder where a workbook has to be a file. Prints the peak memory and the
seconds of every run; ends with "hostile: N passed, N failed".
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
import zlib

MIB = 1 << 20
MOST_MIB = 512  # what the program promises, whatever comes in
GIGABYTE = 10 ** 9
TIME = shutil.which("time")


def repeat(piece, total):
    """piece again and again, total bytes of it, in blocks."""
    block = piece * max(1, MIB // len(piece))
    while total > 0:
        yield block[:total]
        total -= len(block)


def gzipped(blocks):
    """Blocks packed with gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for block in blocks:
        packed = packer.compress(block)
        if packed:
            yield packed
    yield packer.flush()


def chain(*parts):
    """One after another; bytes are a block of their own."""
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            yield from part


def distinct(template, n):
    """n rows, each with its number put in place of %d (as often as it stands there)."""
    count = template.count(b"%d")
    for start in range(0, n, 50000):
        yield b"".join(template % ((i,) * count) for i in range(start, min(n, start + 50000)))


def crowd(n):
    """n students, each of one of many schools."""
    for start in range(0, n, 50000):
        yield b"".join(b"%d,s%d,%d,%d\n" % (i, i % 900000, i % 7, i) for i in range(start, min(n, start + 50000)))


def columns(n):
    """A header of n names and two rows."""
    names = ",".join(["passed", "gender"] + [f"c{i}" for i in range(n - 2)])
    row = ",".join(["1", "F"] + ["x"] * (n - 2))
    return f"{names}\n{row}\n{row}\n".encode()


class Case:
    """What goes in, and how it must end."""

    def __init__(self, name, blocks, args, rc, message, seconds=120):
        self.name, self.blocks, self.args, self.rc = name, blocks, args, rc
        self.message, self.seconds = message, seconds


HEAD = b"student_id,gender,passed,score\n"
ASK = ["--outcome", "passed:rate", "--by", "gender", "--per", "row", "-o", "r.csv"]
LONG = "longer than 8 MiB|not closed within 8 MiB|longer than 1 MiB"


def stream_cases(scale):
    """Those that come through a pipe."""
    two = int(2 * GIGABYTE * scale)
    ten = int(10 * GIGABYTE * scale)
    many = int(10_000_000 * scale)
    yield Case("line: 2 GB of one letter", lambda: repeat(b"a", two), ASK, 3, LONG)
    yield Case("line: 2 GB after a header", lambda: chain(HEAD, repeat(b"a", two)), ASK, 3, LONG)
    yield Case("line: 2 GB within a quote", lambda: chain(HEAD, b'"', repeat(b"a\n", two)), ASK, 3, LONG)
    yield Case("line: 2 GB of quotes", lambda: chain(HEAD, repeat(b'"', two)), ASK, 3, LONG)
    yield Case("line: 2 GB of commas", lambda: chain(HEAD, repeat(b",", two)), ASK, 3, LONG)
    yield Case("line: 2 GB of blanks", lambda: chain(HEAD, repeat(b" ", two)), ASK, 3, LONG)
    yield Case("line: 2 GB that are not UTF-8", lambda: chain(HEAD, repeat(b"\xff\xf1", two)), ASK, 3, LONG)
    yield Case("line: 2 GB of UTF-16", lambda: chain(b"\xff\xfe", repeat(b"a\0", two)), ASK, 3, LONG)
    yield Case("zeros: 2 GB", lambda: repeat(b"\0", two), ASK, 3, "binary data")
    yield Case("line ends: 2 GB of LF", lambda: repeat(b"\n", two), ASK, 3, "no header within")
    yield Case("line ends: 2 GB of LF below a header", lambda: chain(HEAD, repeat(b"\n", two)), ASK, 3, "no record", 600)
    yield Case("header: 65,536 columns", lambda: [columns(65536)], ASK, 0, None)
    yield Case("header: 65,537 columns", lambda: [columns(65537)], ASK, 3, "65,536 columns")
    yield Case("header: 100,000 columns", lambda: [columns(100000)], ASK, 3, "65,536 columns")
    yield Case("gzip: 10 GB of zeros", lambda: gzipped(repeat(b"\0", ten)), ASK, 3, "binary data")
    yield Case("gzip: 10 GB in one line", lambda: gzipped(chain(HEAD, repeat(b"a", ten))), ASK, 3, LONG)
    yield Case("gzip: 10 GB of tiny rows", lambda: gzipped(chain(HEAD, repeat(b"1,F,1,2\n", ten))), ASK, 3,
               "500 times")
    yield Case("gzip: 10 GB of blank rows", lambda: gzipped(chain(HEAD, repeat(b"\n", ten))), ASK, 3, "500 times")
    yield Case("gzip: 10 GB of blank lines, profile", lambda: gzipped(repeat(b"\n", ten)), None, 3, "no header within")
    gender = lambda: chain(HEAD, distinct(b"%d,g%d,1,2\n", many))  # noqa: E731
    yield Case("levels: 10 million of a dimension", gender, ASK, 3, "10,000 different")
    yield Case("levels: 10 million of a unit", gender, ["--within", "gender", "--outcome", "passed:rate", "--per", "row",
                                                        "-o", "r.csv"], 3, "limit for a unit")
    yield Case("levels: 10 million years", gender, ["--year", "gender", "--outcome", "passed:rate", "--per", "row",
                                                    "-o", "r.csv"], 3, "10,000 different")
    yield Case("levels: 10 million in --where", gender, ["--where", "gender=g5", "--outcome", "passed:rate", "--per",
                                                         "row", "-o", "r.csv"], 0, None)
    yield Case("levels: 10 million of a dimension, profile", gender, None, 0, None)
    score = lambda: chain(HEAD, distinct(b"%d,F,l%d,%d\n", many))  # noqa: E731
    yield Case("levels: 10 million of an outcome", score,
               ["--outcome", "passed:levels", "--per", "row", "-o", "r.csv"], None, "level")
    yield Case("levels: 10 million where two are named", score,
               ["--outcome", "passed:levels(l1<l2)", "--per", "row", "-o", "r.csv"], 0, None)
    yield Case("levels: 10 million words of a rate", score,
               ["--outcome", "passed:rate(l1)", "--per", "row", "-o", "r.csv"], 0, None)
    yield Case("values: 10 million of a mean", score, ["--outcome", "score:mean", "--per", "row", "-o", "r.csv"], 0, None)
    yield Case("values: 10 million, all kept", score,
               ["--outcome", "score:mean", "--by", "gender", "--per", "row", "--stats", "all", "-o", "r.csv"], 3,
               "memory|values|budget|--stats")
    yield Case("students: 10 million", score, ["--outcome", "score:mean", "-o", "r.csv"], None, "student")
    yield Case("students: 10 million, in 900,000 schools", lambda: chain(HEAD, crowd(many)),
               ["--outcome", "score:mean", "--within", "gender", "--by", "passed", "-o", "r.csv"], None, "memory")
    yield Case("units: 900,000, none refused", lambda: chain(HEAD.replace(b"gender", b"school"), crowd(many // 5)),
               ["--outcome", "score:mean", "--within", "school", "--per", "row", "-o", "r.csv"], None, "memory")
    wide = lambda: chain(HEAD, distinct(b"%d," + b"x%d" * 60 + b",l%d,%d\n", many // 10))  # noqa: E731
    yield Case("levels: 1 million long ones, profile", wide, None, 0, None)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path, sheet, strings=b""):
    """A workbook whose parts are given as blocks."""
    relation = f'<Relationship Id="%s" Type="{OFFICE}/%s" Target="%s"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="D" r:id="d"/></sheets></workbook>')
        out.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" + relation % ("d", "worksheet", "worksheets/d.xml") +
                     relation % ("s", "sharedStrings", "sharedStrings.xml") + "</Relationships>")
        for name, blocks in (("xl/sharedStrings.xml", strings or [b"<sst/>"]), ("xl/worksheets/d.xml", sheet)):
            with out.open(name, "w", force_zip64=True) as part:
                for block in blocks:
                    part.write(block)


def book_cases(scale):
    """Workbooks: (name, sheet, shared texts, rc, message)."""
    two = int(2 * GIGABYTE * scale)
    begin, end = b"<worksheet><sheetData>", b"</sheetData></worksheet>"
    head = b'<row><c t="str"><v>gender</v></c><c t="str"><v>passed</v></c></row>'
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    doctype = f"<!DOCTYPE x [{levels}]>".encode()
    many = int(10_000_000 * scale)
    yield "entities", [doctype, begin, head, b'<row><c t="str"><v>&e9;</v></c></row>', end], [], 3, "document type"
    yield "2 GB of blanks", chain(begin, head, repeat(b" ", two), end), [], 3, "500 times|bomb|unpack"
    yield "one cell of 2 GB", chain(begin, head, b'<row><c t="str"><v>', repeat(b"a", two), b"</v></c></row>", end), [], 3, \
        "500 times|unpack"
    yield "one tag of 100 MB", chain(begin, head, b"<row ", distinct(b'a%d="%d" ', many // 2), b"/>", end), [], 3, "spreadsheet|tag"
    yield "deep", chain(begin, head, distinct(b"<a%d>", many // 10), end), [], 3, "spreadsheet|deep|nested"
    yield "cell of 20 MB", chain(begin, head, b'<row><c t="str"><v>', distinct(b"%d", many // 4), b"</v></c></row>", end), [], 3, \
        "1 MiB"
    yield "shared texts beyond 64 MiB", [begin, head, end], \
        chain(b"<sst>", distinct(b"<si><t>a text of some length %d</t></si>", many // 3), b"</sst>"), 3, "64 MiB|shared"
    yield "10 million levels", chain(begin, head, distinct(
        b'<row><c t="str"><v>g%d</v></c><c><v>1</v></c></row>', many // 4), end), [], 3, "10,000 different"


def peak_of(command, folder, feed, seconds):
    """Runs it; (status, messages, peak MiB, seconds). feed: blocks for standard input."""
    started = time.monotonic()
    # time(1) forks it from something small: a child of this program would begin with this program's peak.
    with open(folder / "err", "wb") as err:
        child = subprocess.Popen([TIME, "-q", "-f", "%M", "-o", "peak", *command], cwd=folder, stderr=err,
                                 stdin=subprocess.PIPE if feed else subprocess.DEVNULL, start_new_session=True,
                                 stdout=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    timer = threading.Timer(seconds, lambda: os.killpg(child.pid, signal.SIGKILL))
    timer.start()
    try:
        for block in feed or ():
            child.stdin.write(block)
        if feed:
            child.stdin.close()
    except BrokenPipeError:
        pass
    status = child.wait()
    timer.cancel()
    peak = (folder / "peak").read_text().split() if (folder / "peak").exists() else []
    return status, (folder / "err").read_text("utf-8", "replace"), int(peak[-1]) / 1024 if peak else 0, \
        time.monotonic() - started


def judge(case, status, message, peak):
    """What is wrong with how it ended."""
    lines = message.splitlines()
    if status < 0 or status > 128:
        return f"killed by signal {-status if status < 0 else status - 128}"
    if case.rc is not None and status != case.rc:
        return f"status {status}, expected {case.rc}: {message[:300]}"
    if status not in (0, 1, 2, 3):
        return f"status {status}: {message[:300]}"
    if status != 0 and len(lines) != 1:
        return f"{len(lines)} lines: {message[:300]}"
    if status != 0 and case.message and not re.search(case.message, lines[0]):
        return f"says something else: {lines[0]}"
    if peak > MOST_MIB:
        return f"{peak:.0f} MiB"
    return ""


def run(program, case, name, folder, file=None):
    """One case; prints its line. True where it ended as it must."""
    command = [program, "profile", file or "-"] if case.args is None else [program, "analyze", file or "-", *case.args]
    status, message, peak, seconds = peak_of(command, folder, case.blocks() if case.blocks else None, case.seconds)
    problem = judge(case, status, message, peak)
    if status != 0 and (folder / "r.csv").exists():
        problem = problem or "a report was written"
    (folder / "r.csv").unlink(missing_ok=True)
    print(f"{'FAILED' if problem else 'ok    '} {name:45} status {status}  {peak:4.0f} MiB  {seconds:6.1f} s")
    if problem:
        print(f"    {problem}")
    elif message:
        print(f"    {message.splitlines()[0][:150]}")
    sys.stdout.flush()
    return not problem


def main():
    """All cases, or those whose name begins so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    program = str(args.build.resolve() / "equitygap")
    if TIME is None:
        sys.exit("hostile: time(1) measures the memory, and it is not installed")
    wanted = lambda name: not args.names or any(name.startswith(want) for want in args.names)  # noqa: E731
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="eg-hostile-") as name:
        folder = pathlib.Path(name)
        for case in stream_cases(args.scale):
            if wanted(case.name):
                good = run(program, case, case.name, folder)
                passed, failed = passed + good, failed + (not good)
        for what, sheet, strings, rc, message in book_cases(args.scale):
            if wanted(f"workbook: {what}"):
                workbook(folder / "b.xlsx", sheet, strings)
                case = Case(what, None, ["--outcome", "passed:rate", "--by", "gender", "-o", "r.csv"], rc, message)
                good = run(program, case, f"workbook: {what}", folder, "b.xlsx")
                passed, failed = passed + good, failed + (not good)
    print(f"hostile: {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""The vector lane, libcsv alone and any number of threads say the same: of every file of the shared data and every
input of a case, and of large untidy ones; and a file that changes while it is read ends in a report or an error."""

import gzip
import os
import random
import subprocess
import threading

from harness import PROGRAM, ROOT, SHARED, Part, environment, run

WAYS = (["--parser", "libcsv", "--threads", "1"], ["--threads", "1"], ["--threads", "2"], ["--threads", "5"],
        ["--parser", "libcsv", "--threads", "3"])
ASKED = ["--by", "race,gender", "--year", "year", "--within", "school", "--outcome", "score:mean", "--outcome", "passed",
         "--id", "none", "--max-rejects", "100%", "--edition", "internal", "-f", "csv"]
ODD = ['"Lee, Ann",{rest}\n', "short\n", "\n", 'x"y,{rest}\n', '"a ""b""",{rest}\r\n', '"two\nlines",{rest}\n',
       " padded ,{rest}\n", "{head}\n", ",,,,,,\n", '"c\\"d",{rest}\n', '="007",{rest}\n', "nul\0,{rest}\n"]


def same(part, label, *args):
    """One command in every way: exit status, output, messages and rejects."""
    answers = []
    for number, way in enumerate(WAYS):
        rejects = part.folder / f"rejects{number}"
        rejects.unlink(missing_ok=True)
        got = run(*args, *way, "--rejects", rejects, cwd=part.folder)
        kept = rejects.read_bytes() if rejects.exists() else b""
        answers.append((got.rc, got.out, got.err.replace(str(rejects).encode(), b"R"), kept))
    for way, answer in zip(WAYS[1:], answers[1:]):
        part.check(f"{label}: {' '.join(way)}", answer == answers[0], answer[2][:300])
    return answers[0]


def inputs():
    """Files that the project has at hand."""
    roots = [ROOT / "tests" / "cases", ROOT / "data"] + ([SHARED] if SHARED.is_dir() else [])
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.suffix in (".csv", ".txt", ".psv", ".tsv", ".gz") and path.is_file():
                yield path


def small(part):
    """Every file at hand, by whatever is recognised in it."""
    for path in inputs():
        got = [run("analyze", path, "-f", "csv", "--max-rejects", "100%", "--rejects", "/dev/stdout", *way)
               for way in (["--parser", "libcsv"], [])]
        same_answer = (got[0].rc, got[0].out, got[0].err) == (got[1].rc, got[1].out, got[1].err)
        part.check(f"{path.name} by both", same_answer, got[1])


def untidy(seed, rows, odd, encoding="utf-8"):
    """Rows of students; odd in a thousand are something else."""
    rng = random.Random(seed)
    head = "name,school,year,race,gender,score,passed"
    out = [head + "\n"]
    for _ in range(rows):
        score = rng.choice(["", "NA", "*", "n/a?"]) if rng.random() < 0.05 else f"{rng.gauss(500, 60):.1f}"
        rest = ",".join((rng.choice(("North", "South", "Zúñiga High School", "St. Mary's of the Lake")),
                         rng.choice(("2021-22", "2022-23")), rng.choice(("White", "Black", "Asian", "Hispanic")),
                         rng.choice("FMX"), score, rng.choice(("Yes", "No", "Y", "0"))))
        if rng.random() * 1000 < odd:
            out.append(rng.choice(ODD).replace("{rest}", rest).replace("{head}", head))
        else:
            out.append(f"{rng.randrange(10**9)},{rest}\n")
    return "".join(out).encode(encoding)


def large(part):
    """Files large enough for several threads."""
    kinds = {"tidy": untidy(1, 60000, 0), "untidy": untidy(2, 60000, 3), "very untidy": untidy(3, 60000, 300),
             "Windows-1252": untidy(4, 60000, 2, "windows-1252"), "a quote left open": untidy(5, 60000, 0) + b'"x,1\n',
             "a remark at the end": untidy(6, 60000, 0) + b"Total records: 60000,,,,,,\n\n"}
    for label, data in kinds.items():
        path = part.folder / "large.csv"
        path.write_bytes(data)
        answer = same(part, label, "analyze", path, *ASKED)
        part.check(f"{label}: the end is the one expected", answer[0] == (3 if "open" in label else 0), answer[2][:300])
    halves = [part.folder / "one.csv", part.folder / "two.csv"]
    halves[0].write_bytes(kinds["tidy"])
    halves[1].write_bytes(kinds["untidy"])
    same(part, "two files", "analyze", *halves, *ASKED)


def known(part):
    """Students told apart by several threads, which one takes over where somebody is there twice; and packed files."""
    rng = random.Random(11)
    head, *rows = untidy(12, 60000, 0).splitlines(keepends=True)
    ids = rng.sample(range(10**9), len(rows))
    rows = [str(i).encode() + row[row.index(b","):] for i, row in zip(ids, rows)]
    again = rows[5]
    differs = again.replace(b"2021-22", b"2022-23") if b"2021-22" in again else again.replace(b"2022-23", b"2021-22")
    ends = {"nobody twice": (rows, 0), "one identical row, far away": (rows + [again], 0),
            "one student in another year": (rows + [differs], 0),
            "one student with another group": (rows + [again.replace(again.split(b",")[3], b"Other")], 3),
            "no id in some": ([b"," + row.split(b",", 1)[1] if i % 97 == 0 else row for i, row in enumerate(rows)], 0)}
    asked = [("name" if word == "none" else word) for word in ASKED]
    for label, (lines, end) in ends.items():
        path = part.folder / "known.csv"
        path.write_bytes(head + b"".join(lines))
        answer = same(part, label, "analyze", path, *asked)
        part.check(f"{label}: the end is the one expected", answer[0] == end, answer[2][:300])
    whole = gzip.compress(head + b"".join(rows), 1)
    spoilt = whole[:400000] + b"x" * 100 + whole[400100:]
    for label, data in {"packed": whole, "packed and cut": whole[:-100000], "packed and damaged": spoilt}.items():
        path = part.folder / "known.csv.gz"
        path.write_bytes(data)
        answer = same(part, label, "analyze", path, *asked)
        part.check(f"{label}: the end is the one expected", answer[0] == (0 if label == "packed" else 1), answer[2][:300])


def change(path, how, done):
    """Cuts the file or lets it grow, again and again."""
    size = path.stat().st_size
    rng = random.Random(9)
    while not done.is_set():
        with open(path, "r+b") as file:
            if how == "cut":
                os.truncate(file.fileno(), rng.randrange(1000, size))
                os.truncate(file.fileno(), size)  # what was cut is NUL bytes now
            else:
                file.seek(0, os.SEEK_END)
                file.write(b"1,North,2021-22,White,F,500.0,Yes\n" * 50)
        done.wait(0.001)


def changing(part):
    """No crash, and no silence."""
    data = untidy(7, 60000, 0)
    for how in ("cut", "grow"):
        for threads in ("1", "3"):
            path = part.folder / f"{how}{threads}.csv"
            path.write_bytes(data)
            done = threading.Event()
            thread = threading.Thread(target=change, args=(path, how, done))
            thread.start()
            ends = []
            for _ in range(6):
                ends.append(run("analyze", path, *ASKED, "--threads", threads))
            done.set()
            thread.join()
            part.check(f"{how} while {threads} read it", all(e.rc in ((0,) if how == "grow" else (0, 1, 3)) and
                                                           (e.out if e.rc == 0 else e.err) for e in ends), ends[-1])


def short(part):
    """A file that ends before the size it had."""
    path = part.folder / "short.csv"
    path.write_bytes(untidy(8, 60000, 0))
    with subprocess.Popen([PROGRAM, "analyze", path, *ASKED, "--threads", "1"], env=environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        os.truncate(path, 300000)
        out, err = running.communicate()
    fine = running.returncode == 0 or b"became shorter" in err or b"never closed" in err
    part.check("cut at once", fine and (out or err), err[:300])


def main():
    """Runs every check."""
    part = Part("lane")
    small(part)
    large(part)
    known(part)
    changing(part)
    short(part)
    part.finish()


if __name__ == "__main__":
    main()

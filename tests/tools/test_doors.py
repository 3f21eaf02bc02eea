#!/usr/bin/env python3
"""Every way out of the program, searched for what must not leave it.

Ids, names, unreadable cells and free texts in the inputs are words found nowhere else. After each command, those that go
well and those that fail, all that it wrote is searched for them: every format (workbooks unpacked), both streams, files it
left behind. Then the modes of private files, and the banner of the internal edition."""

import csv
import io
import json
import re
import stat
import zipfile

from harness import Part, run

YEARS = ("2021-22", "2022-23", "2023-24")
ID, NAME, NOTE, BAD, KEY = "qzid{:05d}", "Zephquill{:04d}", "cnrynote{:04d}", "cnrybad{:03d}", "qzkey{:04d}"
CANARY = re.compile(rb"qzid|zephquill|cnrynote|cnrybad|qzkey", re.I)
# a sheet's filter has a name of its own, which programs do not list
FILTER = rb'name="_xlnm._FilterDatabase" localSheetId="\d+" hidden="1"'
FORMATS = ("csv", "json", "txt", "html", "md", "xlsx")


def table(rows):
    """CSV bytes of dictionaries."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def students(bad=0, repeated=0):
    """Students with ids, names and free text; some cells of the outcome unreadable, some records repeated and differing."""
    rows = []
    for year in YEARS:
        for i in range(110):
            at = len(rows)
            rows.append({"student_id": ID.format(at), "student_name": NAME.format(at), "school_year": year,
                         "school": ("North", "South")[i % 2], "race": ("Alba", "Boro", "Cuno")[(i * 7) % 20 > 9] if i % 29 else "Cuno",
                         "gender": "FM"[i // 2 % 2], "comment": NOTE.format(at), "key": KEY.format(i),
                         "passed": str(int((i * 13 + at) % 10 < 6)), "score": str(400 + (i * 37 + at) % 200),
                         "level": ("Low", "Middle", "High")[(i * 5 + at) % 3]})
    for i in range(bad):
        rows[i * 3]["passed"] = BAD.format(i)
        rows[i * 3 + 1]["score"] = BAD.format(i)
    for i in range(repeated):
        rows.append(dict(rows[i], passed=str(1 - int(rows[i]["passed"] == "1")), score="401"))
    return rows


class Doors:
    """A folder with the inputs, and what is done in it."""

    def __init__(self, part):
        self.part, self.folder = part, part.folder / "doors"
        self.folder.mkdir()
        self.write("good.csv", table(students()))
        self.write("bad.csv", table(students(bad=40)))
        self.write("few_bad.csv", table(students(bad=3)))
        self.write("repeated.csv", table(students(repeated=20)))
        self.write("roster.csv", table([{"key": KEY.format(i), "home": "Dale" if i % 3 == 0 else "Hill"} for i in range(100)]))
        self.write("twice.csv", table([{"key": KEY.format(i // 2), "home": ("Hill", "Dale")[i % 2]} for i in range(100)]))
        self.write("ragged.csv", table(students()[:200]) + b"\n".join(f"{ID.format(i)},{NAME.format(i)},2021-22".encode() for i in range(30)))
        self.write("open.csv", table(students()[:50]) + b'"' + NAME.format(3).encode() + b",1\n" * 5)
        self.write("reject.csv", table(students()[:400]) + b"\n".join(
            f"{ID.format(i)},{NAME.format(i)},2021-22,North,Alba,F,{NOTE.format(i)},{KEY.format(i)},1,500,Low,more,{NAME.format(i)}".encode()
            for i in range(3)) + b"\n")
        self.kept = set(self.folder.iterdir())

    def write(self, name, data):
        """An input."""
        (self.folder / name).write_bytes(data)

    def bytes_of(self, path):
        """A file's content; of a workbook that of its parts."""
        data = path.read_bytes()
        if not data.startswith(b"PK"):
            return data
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return b"\n".join(n.encode() + b"\n" + book.read(n) for n in book.namelist())

    def search(self, label, got, expected=()):
        """Nothing planted is in what came out; nothing lies about that was not asked for."""
        for name, data in (("standard output", got.out), ("standard error", got.err)):
            found = CANARY.search(data)
            self.part.check(f"{label}: {name}", not found, data[max(0, found.start() - 120):found.end() + 40] if found else "")
        here = set(self.folder.iterdir()) - self.kept
        self.part.equal(f"{label}: files", sorted(p.name for p in here), sorted(expected))
        for path in here:
            data = self.bytes_of(path)
            found = CANARY.search(data) if path.name != "rejects.csv" else None
            self.part.check(f"{label}: {path.name}", not found, data[max(0, found.start() - 120):found.end() + 40] if found else "")

    def clear(self):
        """Only the inputs are left."""
        for path in set(self.folder.iterdir()) - self.kept:
            path.unlink()

    def door(self, label, status, *args, files=(), stdin=b"", clear=True):
        """One command: its status, and what it says."""
        got = run(*args, cwd=self.folder, stdin=stdin, env={"TMPDIR": str(self.folder)})
        self.part.check(f"{label}: status {status}", got.rc == status, got)
        self.search(label, got, files if got.rc == status else ())
        if clear:
            self.clear()
        return got


BY = ("--by", "race,gender,race*gender", "--year", "school_year", "--within", "school", "--id", "student_id")
OUTCOMES = ("--outcome", "passed:rate", "--outcome", "score:mean", "--outcome", "level:levels(Low<Middle<High)")


def reports(doors):
    """Reports of both editions in every format, all statistics, all logs."""
    names = [f"r.{f}" for f in FORMATS]
    outputs = [w for n in names for w in ("-o", n)]
    for edition in ("public", "internal"):
        for source in ("good.csv", "few_bad.csv"):
            doors.door(f"{edition} of {source}", 0, "analyze", source, *BY, *OUTCOMES, "--stats", "all" if source == "good.csv" else "basic", "--edition", edition, "-v",
                       "--max-rejects", "20%", *outputs, files=names, clear=False)
            if edition == "public" and source == "good.csv":
                again(doors, names)
            doors.clear()
    for audience in ("team", "board", "family"):
        doors.door(f"for {audience}", 0, "analyze", "good.csv", *BY, *OUTCOMES, "--audience", audience, "--lang", "es", "-o", "r.html", files=["r.html"])
    for name in ("csv", "json", "text", "html", "markdown"):
        doors.door(f"standard output, {name}", 0, "analyze", "few_bad.csv", *BY, *OUTCOMES, "--max-rejects", "20%", "-f", name)
    doors.door("recognised", 0, "analyze", "good.csv", "-v", "-f", "text")
    doors.door("standard input", 0, "analyze", "-", *BY, *OUTCOMES, "-f", "csv", stdin=table(students()))
    doors.door("split", 0, "analyze", "good.csv", *BY, *OUTCOMES, "--split", "school", "-o", "r.html", "-o", "r.json",
               files=["r-north.html", "r-south.html", "r-north.json", "r-south.json"])


def again(doors, names):
    """Commands that read reports."""
    for args in (("compare", "r.json", "r.json"), ("audit", "r.json"), ("audit", "r.csv", "--json"),
                 ("analyze", "good.csv", *BY, *OUTCOMES, "--since", "r.json", "-f", "text")):
        doors.door(" ".join(args[:3]), 0, *args, files=names, clear=False)


def looks(doors):
    """profile, plan, explain: they read students too."""
    doors.door("profile", 0, "profile", "few_bad.csv", "-v")
    doors.door("profile, JSON", 0, "profile", "few_bad.csv", "--json")
    doors.door("profile, config", 0, "profile", "good.csv", "--write-config", "c.json", files=["c.json"])
    doors.door("plan", 0, "plan", "good.csv", *BY, "--outcome", "passed:rate", "--target", "0.9", "--by-year", "2028-29")
    doors.door("explain", 0, "explain", "rate")


def failures(doors):
    """Errors that are about the data, or name a column full of what must not be told."""
    base = ("analyze", "good.csv", "--year", "school_year", "--id", "student_id")
    for label, status, args in (
            ("unreadable results", 0, ("analyze", "bad.csv", *BY, *OUTCOMES)),
            ("repeated students", 3, ("analyze", "repeated.csv", *BY, *OUTCOMES)),
            ("ragged rows", 3, ("analyze", "ragged.csv", *BY, *OUTCOMES)),
            ("an open quote", 3, ("analyze", "open.csv", *BY, *OUTCOMES)),
            ("a free text as outcome", None, (*base, "--outcome", "comment:rate", "--by", "race")),
            ("a free text as mean", None, (*base, "--outcome", "comment:mean", "--by", "race")),
            ("a level that is not there", None, (*base, "--outcome", "comment:rate(Yes)", "--by", "race")),
            ("levels of names", None, (*base, "--outcome", "student_name:levels(A<B)", "--by", "race")),
            ("ids as a dimension", None, (*base, "--outcome", "passed:rate", "--by", "student_id")),
            ("names as a dimension", None, (*base, "--outcome", "passed:rate", "--by", "student_name")),
            ("names as years", None, ("analyze", "good.csv", "--year", "student_name", "--outcome", "passed:rate", "--by", "race")),
            ("a reference that is not there", None, (*base, "--outcome", "passed:rate", "--by", "race", "--reference", "comment=x")),
            ("where nothing", 3, (*base, "--outcome", "passed:rate", "--by", "race", "--where", "comment=nobody")),
            ("where of a text", None, (*base, "--outcome", "passed:rate", "--by", "race", "--where", "comment>=5")),
            ("a weight of text", None, (*base, "--outcome", "passed:rate", "--by", "race", "--weight", "comment")),
            ("counts of text", None, ("analyze", "good.csv", "--counts", "n=comment,count=student_name", "--group-column", "race")),
            ("a roster, half unmatched", 0, (*base, "--outcome", "passed:rate", "--by", "gender,home", "--roster", "roster.csv", "--key", "key")),
            ("a roster with two rows a key", None, (*base, "--outcome", "passed:rate", "--by", "home", "--roster", "twice.csv", "--key", "key")),
            ("a year from nowhere", None, (*base[:2], "--year-from-name", "(x)", "--outcome", "passed:rate", "--by", "race")),
            ("an audit of students", None, ("audit", "good.csv")),
            ("a comparison of students", None, ("compare", "good.csv", "good.csv")),
            ("a config of students", None, ("analyze", "good.csv", "-c", "good.csv")),
            ("notes of students", None, (*base, "--outcome", "passed:rate", "--by", "race", "--notes", "good.csv")),
            ("since students", None, (*base, "--outcome", "passed:rate", "--by", "race", "--since", "good.csv"))):
        got = run(*args, "-v", cwd=doors.folder, env={"TMPDIR": str(doors.folder)})
        doors.part.check(f"{label}: ends", got.rc in ((1, 2, 3, 4) if status is None else (status,)), got)
        doors.search(label, got)
        doors.clear()


def private(doors):
    """Modes and banners."""
    names = [f"i.{f}" for f in FORMATS]
    outputs = [w for n in names for w in ("-o", n)]
    doors.door("internal edition", 0, "analyze", "good.csv", *BY, *OUTCOMES, "--edition", "internal", *outputs, files=names, clear=False)
    for name in names:
        path = doors.folder / name
        doors.part.equal(f"mode of {name}", stat.S_IMODE(path.stat().st_mode), 0o600)
        if name != "i.csv":  # its header and rows are a promise; other formats say what they are
            doors.part.check(f"banner in {name}", b"INTERNAL EDITION" in doors.bytes_of(path), "none")
    sheets = zipfile.ZipFile(doors.folder / "i.xlsx")
    first = sheets.read("xl/worksheets/sheet1.xml")
    doors.part.check("the workbook's first sheet has words", b"<sheetData" in first)
    doors.clear()
    doors.door("public edition", 0, "analyze", "good.csv", *BY, *OUTCOMES, *outputs, files=names, clear=False)
    for name in names:
        doors.part.check(f"no banner in the public {name}", b"INTERNAL EDITION" not in doors.bytes_of(doors.folder / name))
    doors.clear()
    doors.door("rejects", 0, "analyze", "reject.csv", *BY, *OUTCOMES, "--rejects", "rejects.csv", "--max-rejects", "10%", "-f", "csv",
               files=["rejects.csv"], clear=False)
    path = doors.folder / "rejects.csv"
    if doors.part.check("rejects are kept", path.exists()):
        doors.part.equal("mode of rejects", stat.S_IMODE(path.stat().st_mode), 0o600)
        doors.part.check("rejects hold the rows", CANARY.search(path.read_bytes()) is not None)
    doors.clear()


def hidden_numbers(doors):
    """A public edition where one group is hidden: its numbers, known here, stand beside its name nowhere."""
    rows = students()
    rows = [r for r in rows if r["school_year"] == YEARS[0]]
    for i, row in enumerate(rows):
        row["race"] = "Xyloph" if i < 7 else "Quorum" if i < 16 else ("Alba", "Boro")[i % 2]
        row["passed"] = str(int(i % 3 == 0 if i < 7 else i % 2))
    doors.write("hidden.csv", table(rows))
    doors.kept.add(doors.folder / "hidden.csv")
    outputs = [w for f in FORMATS for w in ("-o", f"h.{f}")]
    names = [f"h.{f}" for f in FORMATS]
    doors.door("hidden group", 0, "analyze", "hidden.csv", "--by", "race", "--year", "school_year", "--id", "student_id",
               "--outcome", "passed:rate", "--stats", "all", *outputs, files=names, clear=False)
    doc = json.loads((doors.folder / "h.json").read_bytes())
    shown = [f for f in doc["facts"] if f["group"] in ("Xyloph", "Quorum") and
             any(f[k] is not None for k in ("value", "ci_low", "ci_high", "p_value", "p_adjusted", "n"))]
    doors.part.equal("no figure of a hidden group in JSON", shown[:2], [])
    with zipfile.ZipFile(doors.folder / "h.xlsx") as book:
        for name in book.namelist():
            data = book.read(name)
            doors.part.check(f"nothing hidden in the workbook: {name}", b'state="hidden"' not in data and b"veryHidden" not in data
                             and b'hidden="1"' not in re.sub(FILTER, b"", data), name)
        workbook = book.read("xl/workbook.xml")
        doors.part.check("no macros, links or caches", not [n for n in book.namelist() if re.search(r"vba|externalLink|pivot|calcChain|comments", n)])
        doors.part.check("the workbook names no author", b"qzid" not in workbook)
    for name in ("h.html", "h.md", "h.txt"):
        for line in (doors.folder / name).read_text("utf-8").splitlines():
            cells = re.split(r"\||</t[dh]>|\s{2,}", line)
            for at, cell in enumerate(cells):
                if re.sub(r"<[^>]*>", "", cell).strip() in ("Xyloph", "Quorum") and len(cells) < 40:
                    rest = re.sub(r"<[^>]*>|2021-22|\d+ or (?:fewer|more)", "", " ".join(cells[at + 1:]))
                    doors.part.check(f"{name}: no digit beside a hidden group", not re.search(r"\d", rest), line[:300])
    doors.clear()


def main():
    """All doors."""
    part = Part("doors")
    doors = Doors(part)
    for step in (reports, looks, failures, private, hidden_numbers):
        step(doors)
    part.finish()


if __name__ == "__main__":
    main()

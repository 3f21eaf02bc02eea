#!/usr/bin/env python3
"""SQLite through ODBC gives the bytes that a CSV of the same rows gives, counted there or row by row; the SQL that
each engine would get; names and values that look like SQL; passwords; errors. Servers: check_sql.py."""

import contextlib
import csv
import io
import json
import pathlib
import random
import sqlite3
import subprocess
import sys
import time

import sql_servers
from harness import ASAN, DATA, PROGRAM, ROOT, Part, environment, run

GOLDEN = ROOT / "tests" / "sql"
DIALECTS = ["postgresql", "sqlserver", "oracle", "mysql", "sqlite", "snowflake", "databricks", "bigquery", "redshift",
            "standard"]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text())


def quoted(name):
    """A name as SQLite takes it."""
    return '"' + name.replace('"', '""') + '"'


def fill(path, table, header, rows, types=None):
    """A table of texts; an empty cell is NULL."""
    base = sqlite3.connect(path)
    kinds = types or ["VARCHAR(80)"] * len(header)
    base.execute(f"CREATE TABLE {quoted(table)} ({', '.join(quoted(h) + ' ' + k for h, k in zip(header, kinds))})")
    base.executemany(f"INSERT INTO {quoted(table)} VALUES ({','.join('?' * len(header))})",
                     [[cell if cell != "" else None for cell in row] for row in rows])
    base.commit()
    base.close()


def write(path, header, rows):
    """The same rows as CSV."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


class Pair:
    """A table in a database and in a file."""

    def __init__(self, part, name, header, rows, types=None, table="students"):
        self.part, self.table = part, table
        self.base, self.file = part.folder / f"{name}.db", part.folder / f"{name}.csv"
        fill(self.base, table, header, rows, types)
        write(self.file, header, rows)
        self.place = f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={self.base}"

    def named(self):
        """--table, whatever is in its name."""
        return ["--table", quoted(self.table)]

    def same(self, label, *args, fetches=("auto", "rows")):
        """CSV and the facts of JSON, byte for byte."""
        for form in ("csv", "json"):
            want = run("analyze", self.file, *args, "-f", form, "-q")
            if not self.part.check(f"{label}: the file runs", want.rc == 0, want):
                return
            for fetch in fetches:
                got = run("analyze", self.place, *self.named(), "--fetch", fetch, *args, "-f", form, "-q")
                self.part.check(f"{label}, {form}, {fetch}", got.rc == 0 and alike(got.out, want.out, form),
                                str(got) + difference(got.out, want.out, form))


def alike(got, want, form):
    """The same, but for where the rows came from."""
    if form == "csv":
        return got == want
    return settled(got) == settled(want)


def settled(text):
    """A JSON report without the names of its inputs and of places in them."""
    report = json.loads(text)
    report.pop("inputs", None)
    for note in report["quality"]["notes"]:
        for key in ("file", "line"):
            note.pop(key, None)
    return report


def difference(got, want, form):
    """What differs, for a message."""
    if form == "csv":
        pairs = [(g, w) for g, w in zip(got.splitlines(), want.splitlines()) if g != w]
        return f"\n    {len(got.splitlines())} and {len(want.splitlines())} lines; {pairs[:2]}"
    try:
        ours, theirs = settled(got), settled(want)
    except ValueError:
        return ""
    return "\n    " + ", ".join(f"{k}: {str(ours.get(k))[:300]} / {str(theirs.get(k))[:300]}"
                                for k in theirs if ours.get(k) != theirs[k])


# ---- byte for byte ----

def everyday(part):
    """The demonstration's district: with ids, without, every edition."""
    rows = list(csv.reader(io.StringIO((DATA / "district.csv").read_text(encoding="utf-8"))))
    types = ["INTEGER" if h == "suspensions" else "VARCHAR(60)" for h in rows[0]]
    pair = Pair(part, "district", rows[0], rows[1:], types)
    pair.same("district by its config", "-c", DATA / "district.json")
    pair.same("district without ids", "--id", "none")
    cells = ["--id", "none", "--by", "race_ethnicity,gender*english_learner", "--within", "school", "--outcome",
             "math_level:levels(Below Basic<Basic<Proficient<Advanced)", "--outcome", "chronically_absent:rate",
             "--outcome", "math_score:mean", "--outcome", "suspensions"]
    for edition in ("public", "internal"):
        pair.same(f"district, cells, {edition}", *cells, "--edition", edition, fetches=("cells", "rows"))
    pair.same("conditions", "--id", "none", "--where", "grade in 3,4,5", "--where", "english_learner=N", "--by",
              "gender", fetches=("cells",))
    pair.same("distributions", "--id", "none", "--by", "gender", "--outcome", "math_score:mean", "--stats", "all",
              fetches=("cells",))
    pair.same("adjusted", "--id", "none", "--by", "race_ethnicity", "--covariates", "gender,english_learner",
              "--outcome", "chronically_absent:rate", "--stats", "adjusted", fetches=("cells",))
    pair.same("rows by the student", "--collapse", "last", "--by", "gender", "--outcome", "graduated:rate",
              fetches=("auto",))
    profile(part, pair)
    return pair


def profile(part, pair):
    """What profile says of the columns."""
    want = run("profile", pair.file, "--json")
    got = run("profile", pair.place, *pair.named(), "--json")
    if part.check("profile runs", got.rc == 0 and want.rc == 0, got):
        ours, theirs = json.loads(got.out), json.loads(want.out)
        part.equal("profile: the same columns", ours.get("columns"), theirs.get("columns"))
    written = part.folder / "of-table.json"
    told = run("profile", pair.place, *pair.named(), "--write-config", written, "-q")
    part.check("profile writes a config", told.rc == 0 and '"table"' in written.read_text(), told)
    got = run("analyze", pair.place, "-c", written, "-f", "csv", "-q")
    part.check("the config names the table", got.rc == 0 and b"odbc" not in got.err, got)


def odd_rows():
    """Rows with every trouble a cell can have."""
    random.seed(4)
    groups = ["Hispanic", "hispanic", "Hispanic ", " Hispanic", "O'Brien; DROP TABLE students; --", 'say "a"', "tab\tin",
              "two\nlines", "Peñasco", "Pen\u0303asco", "數學", "𝒜", "*", "NA", "-", "", "a,b", "%s%n", "?", "{x}", "'"]
    levels = ["Y", "y", "yes", "N", "No", "0", "1", "1.0", "", "*", "maybe?", "NA"]
    scores = ["512.5", "0", "-3.25", "1e2", "1,234.5", "", "*", "abc", "123456789.123456789", "99%"]
    rows = []
    for _ in range(4000):
        rows.append([random.choice(["2021-22", "2022-23", "2023", ""]), random.choice(groups), random.choice("MFX"),
                     random.choice(levels), random.choice(scores), random.choice(["1", "2", "0", "3", "NA", ""])])
    return ["school year", "group; \"of\" 'x'\nin --two", "gender", "passed", "score", "times"], rows


def odd(part):
    """Names and cells that would be SQL if they were ever let into it."""
    header, rows = odd_rows()
    pair = Pair(part, "odd", header, rows, table="stu.dents; DROP TABLE \"x\" --\n数")
    name = "\"group; \"\"of\"\" 'x' in --two\""
    base = ["--by", f"{name},gender", "--outcome", "passed:rate", "--outcome", "score:mean", "--year", "school year"]
    for edition in ("public", "internal"):
        pair.same(f"odd cells, {edition}", *base, "--edition", edition, fetches=("cells", "rows"))
    pair.same("odd cells, outcomes of open kind", "--by", name, "--outcome", "times", "--edition", "internal",
              "--year", "none", fetches=("cells", "rows"))
    pair.same("weights", *base, "--weight", "times", "--edition", "internal", fetches=("cells", "rows"))
    pair.same("conditions on odd cells", *base, "--where", "score>=0", "--where", "passed!=maybe?", fetches=("cells",))
    got, want = (run("analyze", *place, *base, "-f", "csv", "-q") for place in
                 ([pair.place, *pair.named(), "--shard-key", header[1]], [pair.file]))
    part.check("an odd shard key", got.rc == 0 and got.out == want.out, got)
    tables = sqlite3.connect(pair.base).execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    part.equal("no statement came through", tables, 1)


def numbers(part):
    """Columns of integers and reals as the engine has them, against the texts that it gives for them."""
    random.seed(5)
    rows = [[random.choice("AB"), random.choice(["1", "2", "3"]), str(random.randint(0, 40)), "" if random.random() < 0.1
             else str(random.randint(0, 1))] for _ in range(2000)]
    pair = Pair(part, "numbers", ["gender", "grade", "days", "passed"], rows,
                ["CHAR(1)", "INTEGER", "INTEGER", "BIGINT"])
    pair.same("numbers", "--by", "gender,grade", "--outcome", "days:mean", "--outcome", "passed:rate", "--edition",
              "internal", fetches=("cells", "rows"))
    pair.same("folding case", "--by", "gender", "--outcome", "passed:rate", fetches=("cells",))
    base = sqlite3.connect(part.folder / "nocase.db")
    base.execute("CREATE TABLE t (gender TEXT COLLATE NOCASE, passed TEXT)")
    cells = [["a", "Y"], ["A", "N"]] * 40 + [["a", "N"]] * 13
    base.executemany("INSERT INTO t VALUES (?,?)", cells)
    base.commit()
    write(part.folder / "nocase.csv", ["gender", "passed"], cells)
    args = ["--by", "gender", "--outcome", "passed:rate", "--edition", "internal", "-f", "csv", "-q"]
    place = f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={part.folder / 'nocase.db'}"
    got, want = run("analyze", place, "--table", "t", *args), run("analyze", part.folder / "nocase.csv", *args)
    part.check("a collation that takes a for A", got.rc == 0 and got.out == want.out, str(got))


def anything(part):
    """A column of SQLite holds what it likes: numbers that are sure to be exact are added up, all others are grouped by."""
    values = [5, -7, 0, -0.0, 512.5, -3.25, 0.1, 0.3, 1234.5678, 299999.9999, 300000, -300000.0, 300000.5, -300000.0001, 0.00005,
              123.456789123, 1e-7, 1 / 3, 2**31, 2**53 + 1, -2**63, 1e300, float("inf"), -99, -99.0, "512.5", "1,234.5", "99%", "abc",
              "*", "", " ", None, "007", "1e2"]
    random.seed(23)
    rows = [[random.choice("ABC"), value] for value in values for _ in range(random.randint(3, 40))]
    random.shuffle(rows)
    for declared in ("DECIMAL(6,1)", "TEXT", "", "INTEGER", "REAL"):
        path, file = part.folder / f"any{declared[:3]}.db", part.folder / f"any{declared[:3]}.csv"
        base = sqlite3.connect(path)
        base.execute(f"CREATE TABLE t (g TEXT, x {declared})")
        base.executemany("INSERT INTO t VALUES (?,?)", rows)
        base.commit()
        write(file, ["g", "x"], base.execute("SELECT g, CAST(x AS TEXT) FROM t"))
        base.close()
        place = f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={path}"
        args = ["--by", "g", "--outcome", "x:mean", "--stats", "n,missing,mean,sd", "--edition", "internal", "-q"]
        for form in ("csv", "json"):
            want = run("analyze", file, *args, "-f", form)
            for fetch in ("cells", "rows"):
                got = run("analyze", place, "--table", "t", "--fetch", fetch, *args, "-f", form)
                part.check(f"a column of {declared or 'no type'} with anything in it, {form}, {fetch}",
                           got.rc == 0 and alike(got.out, want.out, form), str(got) + difference(got.out, want.out, form))
    # 3,000 times a tenth is 300 exactly, and 2,999.5 squared 4,000 times needs more than 32 bits and less than an error
    path = part.folder / "tenths.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (g TEXT, x REAL)")
    base.executemany("INSERT INTO t VALUES (?,?)", [["tenth", 0.1]] * 3000 + [["far", 299999.9999]] * 4000 + [["far", -299999.9999]] * 4000)
    base.commit()
    base.close()
    got = run("analyze", f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={path}", "--table", "t", "--by", "g",
              "--outcome", "x:mean", "--stats", "mean,sd", "--edition", "internal", "-f", "csv", "-q")
    found = {(row["group"], row["statistic"]): row["value"] for row in csv.DictReader(io.StringIO(got.out.decode()))}
    # the standard deviation by hand: 299999.9999 times the root of 8000/7999
    for key, value in ((("tenth", "mean"), "0.1"), (("tenth", "sd"), "0"), (("far", "mean"), "0"),
                       (("far", "sd"), repr(299999.9999 * (8000 / 7999) ** 0.5))):
        part.check(f"exact sums, {key}", key in found and abs(float(found[key] or "nan") - float(value)) <= 2e-6 * abs(float(value)),
                   f"{found.get(key)} {value} {got}")


MOST_MIB = 32
WIDE = ["--by", "school,grp,gender,grade", "--outcome", "passed:rate", "--stats", "n", "--edition", "internal", "-q"]


def peak(part, *args, env=None):
    """Runs equitygap; the most memory it ever held, in MiB. Asked while it runs: what wait4 tells begins with Python's own."""
    most = 0
    with open(part.folder / "peak.err", "w+b") as told:
        process = subprocess.Popen([str(PROGRAM), *map(str, args), "-o", str(part.folder / "peak.csv")], stderr=told,
                                   env=environment(env))
        while process.poll() is None:
            with contextlib.suppress(OSError):
                for line in pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines():
                    most = max(most, int(line.split()[1]) if line.startswith("VmHWM:") else 0)
            time.sleep(0.01)
        told.seek(0)
        part.check("a run whose memory is looked at", process.returncode == 0 and most > 0, told.read())
    return most / 1024


def small(part, label, *args, env=None, fetches=("cells", "rows")):
    """200,000 cells, as they are counted there and row by row, in little memory."""
    if ASAN:
        part.skip(f"the memory of {label}", "a sanitizer takes more")
        return
    for fetch in fetches:
        found = peak(part, "analyze", *args, "--fetch", fetch, *WIDE, env=env)
        part.check(f"{label}, {fetch}: {MOST_MIB} MiB", found <= MOST_MIB, f"{found:.1f} MiB")


def memory(part):
    """A table of 200,000 cells of one row each."""
    path = part.folder / "wide.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (school TEXT, grp TEXT, gender TEXT, grade TEXT, passed INTEGER)")
    base.executemany("INSERT INTO t VALUES (?,?,?,?,?)",
                     ((f"School of number {i % 400}", f"a group, {i // 400 % 20}", f"G{i // 8000 % 5}", i // 40000, i % 2)
                      for i in range(200000)))
    base.commit()
    base.close()
    small(part, "SQLite", f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={path}", "--table", "t")


def queries(part, pair):
    """--query, and columns that it makes."""
    query = part.folder / "q.sql"
    query.write_text("SELECT school_year, gender, math_level FROM students WHERE district <> '' -- all ;\n;\n")
    want = run("analyze", pair.file, "--by", "gender", "--outcome", "math_level:rate(Proficient|Advanced)", "--id",
               "none", "-f", "csv", "-q")
    for fetch in ("cells", "rows"):
        got = run("analyze", pair.place, "--query", query, "--fetch", fetch, "--by", "gender", "--outcome",
                  "math_level:rate(Proficient|Advanced)", "-f", "csv", "-q")
        part.check(f"a query, {fetch}", got.rc == 0 and got.out == want.out, str(got))


def saved(part, pair):
    """A cube saved of a table is one saved of the file, by itself and beside that of a file."""
    rows = list(csv.reader(io.StringIO((DATA / "district.csv").read_text(encoding="utf-8"))))
    halves = [Pair(part, f"half {i}", rows[0], rows[1 + i::2]) for i in (0, 1)]
    cells = ["--id", "none", "--by", "race_ethnicity,gender", "--outcome", "math_score:mean", "--outcome",
             "chronically_absent", "--outcome", "math_level:levels(Below Basic<Basic<Proficient<Advanced)"]
    by_student = ["--by", "gender", "--outcome", "graduated:rate", "--collapse", "last"]
    for name, args in (("counted there", cells), ("rows", by_student)):
        cube, part_of_file = part.folder / "table.cube", part.folder / "file.cube"
        told = run("analyze", pair.place, *pair.named(), *args, "--save-cube", cube, "-q")
        part.check(f"{name}: a cube of a table", told.rc == 0 and cube.stat().st_mode & 0o777 == 0o600, told)
        made = [run("analyze", halves[0].place, *halves[0].named(), *args, "--save-cube", cube.with_name("a.cube"), "-q"),
                run("analyze", halves[1].file, *args, "--save-cube", part_of_file, "-q")]
        part.check(f"{name}: cubes of halves", all(m.rc == 0 for m in made), made)
        for edition in ("public", "internal"):
            for form in ("csv", "json"):
                more = ["--edition", edition, "-f", form, "-q"]
                want = run("analyze", pair.file, *args, *more)
                direct = run("analyze", pair.place, *pair.named(), *args, *more)
                got = run("analyze", cube, *more)
                part.check(f"{name}, {edition}, {form}: the cube gives the bytes of the table",
                           got.rc == 0 and got.out == direct.out, str(got) + difference(got.out, direct.out, form))
                part.check(f"{name}, {edition}, {form}: and of the file", alike(got.out, want.out, form), str(want))
                if args is cells:
                    got = run("analyze", cube.with_name("a.cube"), part_of_file, *more)
                    part.check(f"{name}, {edition}, {form}: half of a table, half of a file",
                               got.rc == 0 and alike(got.out, want.out, form), str(got))


def texts(part):
    """Long ones of letters that take two units, empty ones beside NULL, a group of which nothing is known."""
    long = "\U0001d49c" * 300
    rows = [[long, "5.5"]] * 30 + [["", "1"]] * 20 + [["b", None]] * 25 + [[None, "2"]] * 20 + [["b ", "4"]] * 3
    path, file = part.folder / "texts.db", part.folder / "texts.csv"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (g VARCHAR(300), x VARCHAR(20))")
    base.executemany("INSERT INTO t VALUES (?,?)", rows)
    base.commit()
    write(file, ["g", "x"], [[cell or "" for cell in row] for row in rows])
    place = f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={path}"
    args = ["--by", "g", "--outcome", "x:mean", "--edition", "internal", "-f", "csv", "-q"]
    want = run("analyze", file, *args)
    for fetch in ("cells", "rows"):
        got = run("analyze", place, "--table", "t", "--fetch", fetch, *args)
        part.check(f"odd lengths of texts, {fetch}", got.rc == 0 and got.out == want.out, str(got) + str(want))
    base.execute("CREATE TABLE far (\"g\"\"'; --\" VARCHAR(20), x TEXT)")
    base.executemany("INSERT INTO far VALUES (?,?)", [["a" * 5000, "1"]] * 20)
    base.commit()
    base.close()
    refused(part, "a cell that is too long", "\"g\"'; --\"", 3, place, "--table", "far", "--by", "\"g\"\"'; --\"",
            "--outcome", "x:mean")


def sources(part, pair):
    """A data source by its name alone, as a user's own file has it."""
    ini = part.folder / "odbc.ini"
    ini.write_text(f"[warehouse]\nDriver = {sql_servers.driver('libsqlite3odbc.so')}\nDatabase = {pair.base}\n")
    args = [*pair.named(), "--id", "none", "--by", "gender", "--outcome", "graduated:rate", "-f", "csv", "-q"]
    want = run("analyze", pair.place, *args)
    for name in ("odbc:warehouse", "odbc:DSN=warehouse", "odbc:dsn=warehouse;Timeout=1000", "ODBC:DSN=warehouse"):
        got = run("analyze", name, *args, env={"ODBCINI": str(ini)})
        part.check(f"a data source: {name}", got.rc == 0 and got.out == want.out and want.out != b"", got)


def rejects(part):
    """A cell that no file could hold is set aside and said."""
    path = part.folder / "nul.db"
    fill(path, "t", ["gender", "passed"], [["F", "Y"]] * 30 + [["M", "N"]] * 30 + [["M\0x", "Y"]] * 2)
    place = f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={path}"
    got = run("analyze", place, "--table", "t", "--by", "gender", "--outcome", "passed:rate", "-f", "json", "-q")
    if part.check("a table with NUL bytes runs", got.rc == 0, got):
        report = json.loads(got.out)
        part.check("its input is told by the table's name", report["inputs"][0]["name"] == "t", report["inputs"])


# ---- what would be asked ----

def golden(part, pair):
    """--print-sql for every dialect, as tests/sql has it."""
    rewrite = "--rewrite" in sys.argv
    cases = {
        "cells": ["--id", "none", "--by", "race_ethnicity,gender", "--outcome", "math_level:rate(Advanced)", "--outcome",
                  "suspensions:mean"],
        "sharded": ["--id", "none", "--by", "gender", "--outcome", "chronically_absent:rate", "--shard-key",
                    "school,district"],
        "rows": ["--by", "gender", "--outcome", "math_level:rate(Advanced)"],
    }
    for dialect in DIALECTS:
        told = ""
        for name, args in cases.items():
            got = run("analyze", pair.place, *pair.named(), "--dialect", dialect, "--print-sql", *args)
            part.check(f"--print-sql, {dialect}, {name}", got.rc == 0 and not got.err, got)
            told += f"-- {name}\n" + got.out.decode()
        query = part.folder / "q2.sql"
        query.write_text("SELECT gender, graduated FROM students")
        got = run("analyze", pair.place, "--query", query, "--dialect", dialect, "--print-sql", "--outcome",
                  "graduated:rate", "--by", "gender")
        told += "-- query\n" + got.out.decode()
        path = GOLDEN / f"{dialect}.sql"
        if rewrite:
            path.parent.mkdir(exist_ok=True)
            path.write_text(told)
        part.equal(f"SQL for {dialect}", told, path.read_text() if path.exists() else "")
    for path in sorted(GOLDEN.glob("*.sql")):
        found = [word for word in ("AVG(", "VAR", "STDDEV", "GROUPING", "ROLLUP", "CUBE", " AS TEXT", " AS CHAR", "TO_CHAR", "::")
                 if word in path.read_text().upper()]
        part.equal(f"{path.name}: counts and sums alone", found, [])
    header, rows = odd_rows()
    other = Pair(part, "odd-names", header, rows[:3], table="a`]\"b")
    for dialect, sign in (("mysql", "`a``]\"b`"), ("sqlserver", "[a`]]\"b]"), ("postgresql", "\"a`]\"\"b\"")):
        got = run("analyze", other.place, *other.named(), "--dialect", dialect, "--print-sql", "--outcome", "passed:rate",
                  "--by", "gender")
        part.check(f"a quote in a name, {dialect}", sign in got.out.decode(), got.out.decode())


# ---- what goes wrong ----

def refused(part, label, want, status, *args, **options):
    """It ends so, in one line, and nothing is written."""
    out = part.folder / "never.csv"
    got = run("analyze", *args, "-o", out, "-q", **options)
    said = got.err.decode("utf-8", "replace")
    part.check(label, got.rc == status and want in said and said.count("\n") == 1 and not out.exists(), got)


def errors(part, pair):
    """Each wrong thing says what it is and what to do."""
    table, file = pair.named(), str(pair.file)
    refused(part, "nothing is named", "--table NAME", 2, pair.place)
    refused(part, "a table and a query", "give one of them", 2, pair.place, *table, "--query", file)
    refused(part, "no such table", "no such table", 1, pair.place, "--table", "nobody")
    refused(part, "a table that is nearly there", "did you mean students?", 1, pair.place, "--table", "Studnt")
    refused(part, "no name", "--table needs a name", 2, pair.place, "--table", "a..b")
    refused(part, "no driver", "IM002", 1, "odbc:no-such-source", *table)
    refused(part, "no database", "names no database", 2, "odbc:", *table)
    refused(part, "a file, and a table", "belongs to a database", 2, file, *table)
    refused(part, "twice", "named twice", 2, pair.place, pair.place, *table)
    refused(part, "no such query", "--query", 1, pair.place, "--query", str(part.folder / "none.sql"))
    refused(part, "cells of students", "--id none", 2, pair.place, *table, "--fetch", "cells")
    refused(part, "a shard key that is none", "did you mean school", 2, pair.place, *table, "--id", "none",
            "--shard-key", "schol")
    refused(part, "no such column", "gendre", 2, pair.place, *table, "--by", "gendre")
    refused(part, "no database for --print-sql", "no database", 2, file, "--print-sql")
    away = part.folder / "away.db"
    refused(part, "no such database", "look at the server, port, database", 1, pair.place.replace(str(pair.base), str(away)), *table)
    part.check("and none is made", not away.exists())
    refused(part, "an address", "odbc:NAME", 1, "postgresql://reader:hunter2@db.example.org/sis?x=1", *table)
    told = [run("analyze", *place, *table) for place in (["odbc:DSN=nowhere;UID=hunter2"], [f"{pair.place};UID=hunter2"] * 2,
                                                         ["postgresql://reader:hunter2@db.example.org/sis"], ["ODBC:DSN=x;PWD=hunter2"])]
    part.check("connection strings are not repeated", all(t.rc != 0 and b"hunter2" not in t.err for t in told), [*map(str, told)])
    broken = part.folder / "broken.sql"
    broken.write_text("SELECT x FROM nowhere")
    refused(part, "a query that is none", "nowhere", 1, pair.place, "--query", str(broken))


def passwords(part, pair):
    """They come from elsewhere and go nowhere."""
    table = pair.named()
    for key in ("PWD", "pwd", " Password ", "MyToken", "ClientSecret"):
        refused(part, f"{key.strip()} on the command line", "does not belong on a command line", 2,
                f"{pair.place};{key}=hunter2", *table)
        got = run("analyze", f"{pair.place};{key}=hunter2", *table)
        part.check(f"{key.strip()} is not repeated", b"hunter2" not in got.out + got.err, got)
    secret = part.folder / "secret"
    secret.write_text("hunter2\nmore\n")
    secret.chmod(0o644)
    refused(part, "a password that others can read", "chmod 600", 2, pair.place, *table, "--password-file", str(secret))
    secret.chmod(0o600)
    for name, args, env in (("file", ["--password-file", str(secret)], {}), ("variable", [], {"EQUITYGAP_PASSWORD": "hunter2"})):
        report = part.folder / "with-password.json"
        got = run("analyze", pair.place, *table, *args, "-o", report, "-v", env=env)
        part.check(f"a password from a {name}", got.rc == 0, got)
        part.check(f"a password from a {name} stays there",
                   b"hunter2" not in got.out + got.err + report.read_bytes() and str(pair.base).encode() not in
                   report.read_bytes())


def main():
    """Everything that needs no server."""
    part = Part("sql")
    try:
        sql_servers.driver("libsqlite3odbc.so")
    except sql_servers.Missing as missing:
        part.skip("everything", str(missing))
        part.check("nothing to try without a driver", True)
        part.finish()
    pair = everyday(part)
    odd(part)
    numbers(part)
    anything(part)
    memory(part)
    queries(part, pair)
    saved(part, pair)
    texts(part)
    sources(part, pair)
    rejects(part)
    golden(part, pair)
    errors(part, pair)
    passwords(part, pair)
    part.finish()


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
    main()

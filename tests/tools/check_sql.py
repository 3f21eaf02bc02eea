#!/usr/bin/env python3
"""Real servers, started and stopped here: PostgreSQL, PostgreSQL over two shards, MariaDB, each against a CSV of the
same rows, byte for byte. `make check-sql`."""

import csv
import io
import contextlib
import os
import re
import subprocess
import threading
import time

import sql_apart
import sql_kept
import sql_servers
from harness import DATA, PROGRAM, ROOT, Part, environment, run
from test_cubes import blocks
from test_sql import alike, difference, odd_rows, small

TYPES = {"math_score": "DECIMAL(6,1)", "ela_score": "DECIMAL(6,1)", "attendance_rate": "DECIMAL(5,3)",
         "suspensions": "INTEGER", "score": "VARCHAR(80)"}
JOBS = [
    ("as it comes", []),
    ("cells", ["--id", "none", "--by", "race_ethnicity,gender*english_learner", "--within", "school", "--outcome",
               "math_level:levels(Below Basic<Basic<Proficient<Advanced)", "--outcome", "math_score:mean", "--outcome",
               "attendance_rate", "--outcome", "suspensions", "--outcome", "graduated:rate"]),
    ("distributions", ["--id", "none", "--by", "gender", "--outcome", "ela_score:mean", "--stats", "all"]),
    ("adjusted", ["--id", "none", "--by", "race_ethnicity", "--covariates", "gender", "--outcome", "math_score:mean",
                  "--stats", "adjusted,sd"]),
]


def environment_of():
    """The password, as a user would give it; and nothing of the machine's odbcinst.ini, since Debian's makes psqlodbc leave a
    log of every run in /tmp."""
    return {"EQUITYGAP_PASSWORD": sql_servers.PASSWORD, "ODBCSYSINI": "/nonexistent"}


def district():
    """Header, rows and types of the demonstration's district, with a mark among the numbers."""
    rows = list(csv.reader(io.StringIO((DATA / "district.csv").read_text(encoding="utf-8"))))
    at = rows[0].index("math_score")
    for row in rows[7::97]:
        row[at] = "-99"
    return rows[0], rows[1:]


def as_csv(header, rows):
    """Bytes that both a server and equitygap read."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def double(name):
    """A name as PostgreSQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def back(name):
    """A name as MariaDB takes it."""
    return "`" + name.replace("`", "``") + "`"


def literal(cell):
    """A value as MariaDB takes it."""
    return "NULL" if cell == "" else "'" + cell.replace("\\", "\\\\").replace("'", "''") + "'"


def columns(header, quote, text):
    """Definitions of columns."""
    return ", ".join(f"{quote(h)} {TYPES.get(h, text)}" for h in header)


def into_postgres(part, server, table, header, rows):
    """A table of them; an empty cell is NULL."""
    server.sql(f"CREATE TABLE {double(table)} ({columns(header, double, 'TEXT')})")
    path = part.folder / "copy.csv"
    path.write_bytes(as_csv(header, rows))
    with open(path, "rb") as file:
        server.sql(f"COPY {double(table)} FROM STDIN WITH (FORMAT csv, HEADER true)", stdin=file)


def into_mariadb(server, table, header, rows):
    """The same."""
    server.sql(f"CREATE TABLE {back(table)} ({columns(header, back, 'VARCHAR(80)')}) CHARACTER SET utf8mb4")
    for start in range(0, len(rows), 1000):
        values = ",".join("(" + ",".join(map(literal, row)) + ")" for row in rows[start:start + 1000])
        server.sql(f"SET NAMES utf8mb4; INSERT INTO {back(table)} VALUES {values}")


def compare(part, label, place, table, file, jobs, more=()):
    """Public and internal, CSV and JSON, cells and rows."""
    for name, args in jobs:
        for edition in ("public", "internal"):
            for form in ("csv", "json"):
                common = [*args, "--edition", edition, "-f", form, "-q"]
                want = run("analyze", file, *common)
                if not part.check(f"{label}, {name}, {edition}: the file runs", want.rc == 0, want):
                    continue
                for fetch in ("auto", "rows"):
                    got = run("analyze", place, "--table", table, "--fetch", fetch, *more, *common, env=environment_of())
                    part.check(f"{label}, {name}, {edition}, {form}, {fetch}",
                               got.rc == 0 and alike(got.out, want.out, form),
                               str(got) + (difference(got.out, want.out, form) if got.rc == 0 else ""))


ODD = [("odd", ["--by", "\"group; \"\"of\"\" 'x' in --two\",gender", "--outcome", "passed:rate", "--outcome",
                "score:mean", "--year", "school year"]),
       ("weights", ["--by", "gender", "--outcome", "passed:rate", "--weight", "times", "--year", "school year"])]
ODD_TABLE = "stu.dents; DROP TABLE \"x\" --\n数"
NAMED = '"' + ODD_TABLE.replace('"', '""') + '"'


def files(part):
    """The same rows as CSV."""
    header, rows = district()
    plain, odd = part.folder / "district.csv", part.folder / "odd.csv"
    plain.write_bytes(as_csv(header, rows))
    odd.write_bytes(as_csv(*odd_rows()))
    return plain, odd


def as_printed(part, server, plain):
    """The commands of docs/sql.md, as a newcomer types them; a password that the data source has."""
    place = part.folder / "typed"
    place.mkdir()
    server.sql("CREATE DATABASE sis")
    server.sql("CREATE USER reader PASSWORD 'plain'; CREATE SCHEMA reporting", "sis")
    server.sql(f"CREATE TABLE reporting.student_outcomes ({columns(district()[0], double, 'TEXT')}); "
               "GRANT USAGE ON SCHEMA reporting TO reader; GRANT SELECT ON reporting.student_outcomes TO reader", "sis")
    with open(plain, "rb") as file:
        server.sql("COPY reporting.student_outcomes FROM STDIN WITH (FORMAT csv, HEADER true)", "sis", file)
    (place / "fall.sql").write_text("SELECT * FROM reporting.student_outcomes WHERE grade <> 'KG'")
    kept = f"Driver={sql_servers.driver('psqlodbcw.so')}\nServername=127.0.0.1\nPort={server.port}\nDatabase=sis\nUserName=reader\n"
    (place / "odbc.ini").write_text(f"[warehouse]\n{kept}\n[sealed]\n{kept}Password=plain\n")
    (place / "odbcinst.ini").write_text(f"[PostgreSQL Unicode]\nDriver={sql_servers.driver('psqlodbcw.so')}\n")
    env = {"ODBCINI": str(place / "odbc.ini"), "ODBCSYSINI": str(place)}
    typed = [line for line in blocks(ROOT / "docs/sql.md", "")[0].splitlines() if line.startswith("equitygap ")]
    part.check("docs/sql.md has commands", len(typed) == 3, typed)
    for line in typed:
        done = subprocess.run(["sh", "-c", line.replace("db.example.org", f"127.0.0.1;Port={server.port}")], cwd=place, check=False,
                              env=environment({**env, "EQUITYGAP_PASSWORD": "plain"}), capture_output=True, timeout=120)
        part.check(f"as printed: {line[:60]}", done.returncode == 0, done.stderr.decode()[:300])
    part.check("and the report is there", (place / "report.html").exists())
    for name, rc in (("sealed", 0), ("warehouse", 1)):
        got = run("profile", f"odbc:{name}", "--table", "reporting.student_outcomes", env=env)
        part.check(f"the password of the data source {name}", got.rc == rc and b"plain" not in got.err, got)


def one_postgres(part, plain, odd):
    """One server: rows, cells, odd names, exact sums, errors, a server that goes away."""
    with sql_servers.postgres() as (server,):
        into_postgres(part, server, "district", *district())
        into_postgres(part, server, ODD_TABLE, *odd_rows())
        compare(part, "PostgreSQL", server.place(), "district", plain, JOBS)
        compare(part, "PostgreSQL, odd names", server.place(), NAMED, odd, ODD)
        letters(part, "PostgreSQL in LATIN1", [server.place(), "--table", NAMED], odd, ODD[0][1], {"PGCLIENTENCODING": "LATIN1"})
        wrong = run("analyze", server.place(), "--table", "district", env={**environment_of(), "EQUITYGAP_PASSWORD": "wrong secret"})
        part.check("a wrong password is told and not repeated", wrong.rc == 1 and b"EQUITYGAP_PASSWORD" in wrong.err and
                   b"wrong secret" not in wrong.err, wrong)
        near = run("analyze", server.place(), "--table", "pg_temp.distrct", env=environment_of())
        part.check("a table that is nearly there", near.rc == 1 and b"did you mean public.district?" in near.err, near)
        folded = run("analyze", server.place(), "--table", "PUBLIC.District", "--print-sql", env=environment_of())
        part.check("a name in another case", folded.rc == 0 and b'"public"."district"' in folded.out, folded)
        exact_sums(part, server, "generate_series(1, 4000) AS i")
        shapes_of_text(part, server, "repeat(U&'\\+01D49C', 300)")
        not_grouped(part, server)
        sql_apart.open_kind(part, "PostgreSQL", server, compare, environment_of())
        sql_apart.not_told_apart(part, server, compare, environment_of())
        sql_apart.same_ids(part, server, compare, environment_of())
        little_memory(part, "PostgreSQL", server, "generate_series(0, 199999) AS i")
        as_printed(part, server, plain)
        value = run("analyze", server.place(), "--query", query(part, "SELECT gender, CAST(math_level AS INTEGER) AS passed "
                    "FROM district"), "--by", "gender", "--outcome", "passed:rate", env=environment_of())
        part.check("values in the engine's words stay there", value.rc == 1 and b"22P02" in value.err and
                   b"Basic" not in value.err and b"Proficient" not in value.err, value)
        slow = query(part, "SELECT gender, math_level, pg_sleep(0.01)::text AS nap FROM district")
        timed_out(part, server, slow)
        interrupted(part, server, slow)
        gone(part, server, [server], slow)


def letters(part, label, place, file, args, more):
    """Settings that make a driver give texts in other letters than UTF-8 change nothing."""
    args = [*args, "--edition", "internal", "-f", "csv", "-q"]
    want = run("analyze", file, *args)
    for fetch in ("cells", "rows"):
        got = run("analyze", *place, "--fetch", fetch, *args, env={**environment_of(), **more})
        part.check(f"{label}, {fetch}", got.rc == 0 and got.out == want.out, str(got) + difference(got.out, want.out, "csv"))


def timed_out(part, server, slow):
    """More than --timeout: one line that says so, soon, and nothing written."""
    start, out = time.monotonic(), part.folder / "late.csv"
    late = run("analyze", server.place(), "--query", slow, "--by", "gender", "--where", "nap!=x", "--outcome",
               "math_level:rate(Basic)", "--timeout", "1", "-o", out, env=environment_of())
    part.check("a time-out", late.rc == 1 and b"--timeout" in late.err and late.err.count(b"\n") == 1 and
               not out.exists() and time.monotonic() - start < 15, f"{late} {time.monotonic() - start:.1f} s")


def query(part, text):
    """A file of a query."""
    path = part.folder / "query.sql"
    path.write_text(text)
    return path


def exact_sums(part, server, series):
    """Squares whose sum needs 39 digits and more come through digit for digit; the sums of nothing are NULL."""
    server.sql("CREATE TABLE wide (g VARCHAR(4), x DECIMAL(18,9)); INSERT INTO wide SELECT CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' "
               f"END, 999999999.999999999 - i * 0.000000001 FROM {series}; "
               f"INSERT INTO wide SELECT 'none', NULL FROM {series} WHERE i <= 40")
    rows = [["a" if i % 2 == 0 else "b", f"{(999999999999999999 - i) // 10**9}.{(999999999999999999 - i) % 10**9:09d}"]
            for i in range(1, 4001)] + [["none", ""]] * 40
    longest = max(len(word) for line in server.sql("SELECT SUM(CAST(x AS DECIMAL(20,9)) * CAST(x AS DECIMAL(20,9))) FROM wide "
                                                   "GROUP BY g").splitlines() for word in line.split())
    part.check("a sum of 39 digits", longest >= 40, longest)
    path = part.folder / "wide.csv"
    path.write_bytes(as_csv(["g", "x"], rows))
    compare(part, "long sums", server.place(), "wide", path,
            [("long sums", ["--by", "g", "--outcome", "x:mean", "--stats", "n,mean,sd"])])


LONG = "\U0001d49c" * 300


def shapes_of_text(part, server, long):
    """CHAR(n) comes with blanks at its end, '' beside NULL, letters of two units as many as the column has."""
    server.sql("CREATE TABLE shapes (fixed CHAR(12), empty VARCHAR(9), far VARCHAR(300), passed INTEGER);"
               + "".join(f"INSERT INTO shapes VALUES ('Peña', '', {long}, 1), ('two words', NULL, 'b', 0), ('', 'x', 'b', NULL),"
                         f"('two words', 'x ', {long}, 1);" for _ in range(25)))
    path = part.folder / "shapes.csv"
    path.write_bytes(as_csv(["fixed", "empty", "far", "passed"],
                            [["Peña", "", LONG, "1"], ["two words", "", "b", "0"], ["", "x", "b", ""],
                             ["two words", "x ", LONG, "1"]] * 25))
    compare(part, "shapes of text", server.place(), "shapes", path,
            [("shapes of text", ["--by", "fixed,empty,far", "--outcome", "passed:rate"])])


def little_memory(part, label, server, series, fetches=("cells", "rows")):
    """200,000 cells and rows in little memory."""
    server.sql("CREATE TABLE many (school VARCHAR(40), grp VARCHAR(40), gender VARCHAR(4), grade VARCHAR(4), passed INTEGER);"
               "INSERT INTO many SELECT CONCAT('School of number ', i % 400), CONCAT('a group, ', MOD(CAST(FLOOR(i / 400) AS DECIMAL(9, 0)), 20)), "
               f"CONCAT('G', MOD(CAST(FLOOR(i / 8000) AS DECIMAL(9, 0)), 5)), CONCAT('', FLOOR(i / 40000)), i % 2 FROM {series}")
    part.equal(f"{label}: cells to remember", server.sql("SELECT COUNT(*) FROM (SELECT DISTINCT school, grp, gender, grade FROM many) AS q").strip(), "200000")
    small(part, label, server.place(), "--table", "many", env=environment_of(), fetches=fetches)


def not_grouped(part, server):
    """A column that the engine cannot group by: rows come, or --fetch cells says what it says."""
    server.sql("CREATE TABLE loose (j JSON, passed INTEGER); INSERT INTO loose SELECT CASE WHEN i % 3 = 0 THEN '\"F\"' ELSE "
               "'\"M\"' END::json, i % 2 FROM generate_series(1, 400) AS i")
    path = part.folder / "loose.csv"
    path.write_bytes(as_csv(["j", "passed"], [['"F"' if i % 3 == 0 else '"M"', str(i % 2)] for i in range(1, 401)]))
    args = ["--by", "j", "--outcome", "passed:rate", "-q"]
    compare(part, "not grouped", server.place(), "loose", path, [("not grouped", args)])
    got = run("analyze", server.place(), "--table", "loose", "--fetch", "cells", *args, env=environment_of())
    part.check("--fetch cells of it", got.rc == 1 and b"42883" in got.err and got.err.count(b"\n") == 1 and not got.out, got)


def started(args):
    """A run that goes on."""
    return subprocess.Popen([str(PROGRAM), "analyze", *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=environment(environment_of()))


def interrupted(part, server, slow):
    """Ctrl-C while the engine works."""
    out = part.folder / "half.csv"
    process = started([server.place(), "--query", slow, "--by", "gender", "--where", "nap!=x", "--outcome",
                       "math_level:rate(Basic)", "-o", out])
    time.sleep(1.5)
    process.send_signal(2)
    try:
        _, err = process.communicate(timeout=20)
        part.check("interrupted while the engine works", process.returncode == 130 and not out.exists() and
                   b"interrupted" in err, (process.returncode, err))
    except subprocess.TimeoutExpired:
        process.kill()
        part.check("interrupted while the engine works", False, "it went on")
    left = server.sql("SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0.01)%' AND state = 'active' "
                      "AND pid <> pg_backend_pid()")
    part.equal("and the engine stopped", left.strip(), "0")


def gone(part, asked, killed, slow):
    """The server, or one of its shards, goes away in the middle."""
    out = part.folder / "half.csv"
    process = started([asked.place(), "--query", slow, "--by", "gender", "--where", "nap!=x", "--outcome",
                       "math_level:rate(Basic)", "-o", out])
    time.sleep(1.5)
    for server in killed:
        for pid in children(server.process.pid):
            with contextlib.suppress(ProcessLookupError):  # one that fell already takes others with it
                os.kill(pid, 9)
        server.stop("kill")
    try:
        _, err = process.communicate(timeout=40)
    except subprocess.TimeoutExpired:
        process.kill()
        _, err = process.communicate()
    said = err.decode("utf-8", "replace")
    part.check("a server that dies: one line, nothing written", process.returncode == 1 and said.count("\n") == 1 and
               not out.exists() and "failed" in said, (process.returncode, said))


def children(pid):
    """The processes that a server made."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


SHARDED = """
CREATE EXTENSION postgres_fdw;
CREATE TABLE district ({columns}) PARTITION BY HASH (school);
"""
SHARD = """
CREATE SERVER shard{i} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '{port}', dbname 'postgres',
    async_capable 'true', use_remote_estimate 'true', fetch_size '10000', batch_size '3000');
CREATE USER MAPPING FOR tester SERVER shard{i} OPTIONS (user 'tester', password '{password}');
CREATE FOREIGN TABLE district_{i} PARTITION OF district FOR VALUES WITH (MODULUS 2, REMAINDER {i}) SERVER shard{i}
    OPTIONS (table_name 'district');
"""


def make_shards(coordinator, shards, header):
    """A table over two servers, divided by school."""
    spelt = columns(header, double, "TEXT")
    coordinator.sql(SHARDED.format(columns=spelt))
    for i, shard in enumerate(shards):
        shard.sql(f"CREATE TABLE district ({spelt})")
        coordinator.sql(SHARD.format(i=i, port=shard.port, password=sql_servers.PASSWORD.replace("'", "''")))


def slow_shards(top, shards):
    """A query of rows that the shards take long to give."""
    for i, shard in enumerate(shards):
        shard.sql("CREATE VIEW slow AS SELECT gender, math_level, pg_sleep(0.01)::text AS nap FROM district")
        top.sql(f"CREATE FOREIGN TABLE slow_{i} (gender TEXT, math_level TEXT, nap TEXT) SERVER shard{i} "
                "OPTIONS (table_name 'slow', fetch_size '50', use_remote_estimate 'false')")
    return "SELECT * FROM slow_0 UNION ALL SELECT * FROM slow_1"


def odd_shards(part, top, shards, odd):
    """Odd names of a table and of the column it is divided by; postgres_fdw itself cannot read a remote plan with a line end in it."""
    header, rows = odd_rows()
    spelt = columns(header, double, "TEXT")
    top.sql(f"CREATE TABLE {NAMED} ({spelt}) PARTITION BY HASH ({double(header[1])})")
    for i, shard in enumerate(shards):
        shard.sql(f"CREATE TABLE {NAMED} ({spelt})")
        quoted = ODD_TABLE.replace("'", "''")
        top.sql(f"CREATE FOREIGN TABLE \"part'; {i}\" PARTITION OF {NAMED} FOR VALUES WITH (MODULUS 2, REMAINDER {i}) "
                f"SERVER shard{i} OPTIONS (table_name '{quoted}', use_remote_estimate 'false')")
    path = part.folder / "copy.csv"
    path.write_bytes(as_csv(header, rows))
    with open(path, "rb") as file:
        top.sql(f"COPY {NAMED} FROM STDIN WITH (FORMAT csv, HEADER true)", stdin=file)
    compare(part, "two shards, odd names", top.place(), NAMED, odd, ODD, ["--shard-key", header[1]])


def two_shards(part, plain, odd):
    """A coordinator and two shards: pushed down, the same bytes, and one shard killed."""
    header, rows = district()
    begun = time.monotonic()
    with sql_servers.postgres(3, enable_partitionwise_aggregate="on", enable_partitionwise_join="on") as (top, *shards):
        start = time.monotonic()
        print(f"three servers up in {start - begun:.1f} s")
        make_shards(top, shards, header)
        path = part.folder / "copy.csv"
        path.write_bytes(as_csv(header, rows))
        with open(path, "rb") as file:
            top.sql("COPY district FROM STDIN WITH (FORMAT csv, HEADER true)", stdin=file)
        for i in range(2):
            top.sql(f"ANALYZE district_{i}")
        print(f"two shards made and filled in {time.monotonic() - start:.1f} s")
        counts = [int(shard.sql("SELECT COUNT(*) FROM district")) for shard in shards]
        part.check("both shards have rows", min(counts) > 100 and sum(counts) == len(rows), counts)
        more = ["--shard-key", "school"]
        compare(part, "two shards", top.place(), "district", plain, JOBS[:2] + JOBS[3:], more)
        told = run("analyze", top.place(), "--table", "district", *more, "--id", "none", "--by", "race_ethnicity,gender",
                   "--outcome", "math_score:mean", "--outcome", "math_level:rate(Advanced)", "--print-sql",
                   env=environment_of())
        plan = top.sql("EXPLAIN (VERBOSE, COSTS OFF) " + told.out.decode())
        part.check("both shards count their own", plan.count("Remote SQL: SELECT") == 2 and
                   plan.count("GROUP BY") == 2 and "HashAggregate" not in plan and "GroupAggregate" not in plan, plan)
        part.check("at the same time", plan.count("Async Foreign Scan") == 2, plan)
        odd_shards(part, top, shards, odd)
        gone(part, top, shards[1:], query(part, slow_shards(top, shards)))
        after = run("analyze", top.place(), "--table", "district", "--id", "none", env=environment_of())
        part.check("a shard that is not there", after.rc == 1 and after.err.count(b"\n") == 1, after)


def streams(place):
    """Whether MariaDB's driver is one that can: its file has its version in it."""
    with open(place.split("Driver=")[1].split(";")[0], "rb") as file:
        found = re.search(rb"\b0?3\.0?1\.00?([0-9]{2})\b", file.read())
    return found is None or int(found[1]) >= 17


def one_mariadb(part, plain, odd):
    """One server."""
    with sql_servers.mariadb() as server:
        into_mariadb(server, "district", *district())
        into_mariadb(server, ODD_TABLE, *odd_rows())
        compare(part, "MariaDB", server.place(), "district", plain, JOBS)
        compare(part, "MariaDB, odd names", server.place(), NAMED, odd, ODD)
        far = [["F", "Peña", "1"], ["M", "naïve ß", "0"], ["X", "plain", "1"]] * 40
        into_mariadb(server, "far", ["gender", "word", "passed"], far)
        path = part.folder / "far.csv"
        path.write_bytes(as_csv(["gender", "word", "passed"], far))
        letters(part, "MariaDB in latin1", [server.place() + ";CHARSET=latin1", "--table", "far"], path,
                ["--by", "word,gender", "--outcome", "passed:rate"], {})
        exact_sums(part, server, "(SELECT seq AS i FROM seq_1_to_4000) AS s")
        sql_apart.open_kind(part, "MariaDB", server, compare, environment_of())
        # Debian 12 has 3.1.15
        new = streams(server.place())
        little_memory(part, "MariaDB", server, "(SELECT seq AS i FROM seq_0_to_199999) AS s", ("cells", "rows") if new else ("cells",))
        if not new:
            part.skip("MariaDB's memory, row by row", "its driver holds whole results before 3.1.17")
        shapes_of_text(part, server, "REPEAT(CONVERT(UNHEX('F09D929C') USING utf8mb4), 300)")
        slow = query(part, "SELECT gender, math_level, CONCAT(SLEEP(0.01), '') AS nap FROM district")
        if not new:
            sql_kept.check(part, server, environment_of(), slow)
        timed_out(part, server, slow)
        gone(part, server, [server], slow)


def left_over():
    """Folders made here that are still there, and processes that work in them."""
    found = [str(made) for made in sql_servers.MADE if made.exists()]
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                words = file.read()
        except OSError:
            continue
        if any(str(made).encode() in words for made in sql_servers.MADE):
            found.append(words.decode("utf-8", "replace"))
    return found


def main():
    """Every server there is; at the end nothing is left."""
    sql_servers.end_well()
    part = Part("check-sql")
    plain, odd = files(part)
    for name, what in (("PostgreSQL", lambda: one_postgres(part, plain, odd)), ("two shards", lambda: two_shards(part, plain, odd)),
                       ("MariaDB", lambda: one_mariadb(part, plain, odd))):
        start = time.monotonic()
        try:
            what()
        except sql_servers.Missing as missing:
            part.check(f"{name} is installed (make deps-sql)", False, missing)
        except RuntimeError as wrong:
            part.check(f"{name} runs", False, wrong)
        print(f"{name}: {time.monotonic() - start:.1f} s")
    part.equal("no server is left", left_over(), [])
    part.equal("no shared memory is left", sql_servers.shared_left(), [])
    part.equal("no thread is left", threading.active_count(), 1)
    part.finish()


if __name__ == "__main__":
    main()

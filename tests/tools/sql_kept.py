"""Cells that MariaDB keeps in a temporary table for a driver that would hold all of them (before 3.1.17, as Debian 12's):
the same bytes as at once, and at once again where the server does not allow it. Part of check_sql.py."""

import contextlib
import csv
import subprocess
import time

import sql_servers
from harness import PROGRAM, environment, run

# a column of every kind of text and number that is copied: its type, and values
KINDS = {
    "fixed": ("CHAR(12)", ["'Peña'", "'two words'", "''", "NULL"]),
    "sort": ("VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci", ["'a'", "'A'", "'\u00e5'", "NULL"]),
    "far": ("VARCHAR(300)", ["REPEAT('\U0001d49c', 300)", "'b'"]),
    "loose": ("LONGTEXT", ["'x\\ny'", "'\"; -- \\\\`'", "NULL"]),
    "word": ("ENUM('no', 'yes; \u6570')", ["'no'", "2"]),
    "several": ("SET('a', 'b')", ["''", "'a,b'"]),
    "small": ("TINYINT(1)", ["0", "1", "-99", "7"]),
    "whole": ("BIGINT UNSIGNED", ["18446744073709551615", "0", "NULL"]),
    "filled": ("INT(7) ZEROFILL", ["42", "NULL"]),
    "wide": ("DECIMAL(39,9)", ["-123456789012345678901234567890.000000001", "0", "NULL"]),
    "near": ("FLOAT", ["0.1", "1e20", "NULL"]),
    "twice": ("DOUBLE", ["1.0 / 3e0", "-0.0", "1e300"]),
    "season": ("YEAR", ["2024", "NULL"]),
}
TABLE, PAGES = "CREATE TEMPORARY TABLE", "WHERE equitygap_key BETWEEN"


def printed(place, table, env, *more):
    """What would be run."""
    got = run("analyze", place, "--table", table, "--id", "none", "--by", "gender", "--outcome", "passed:rate", "--print-sql", *more,
              env=env)
    return got.out.decode() if got.rc == 0 else str(got)


def as_reader(place):
    """The same server, as somebody who may read and nothing else."""
    return place.replace(";UID=tester", ";UID=reader")


def left(server):
    """Files of temporary tables."""
    return sorted(path.name for path in server.where.glob("#sql*"))


@contextlib.contextmanager
def listening(server):
    """What the server is asked meanwhile, as a list that is filled at the end."""
    asked = []
    server.sql("SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1; TRUNCATE mysql.general_log")
    try:
        yield asked
    finally:
        server.sql("SET GLOBAL general_log = 0")
        asked.extend(server.sql("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type IN ('Query', "
                                "'Execute') AND user_host NOT LIKE 'root%'").splitlines())


def both_ways(part, label, server, table, env, *args, rc=0):
    """CSV and JSON for somebody who may make temporary tables, and for somebody who may not; what was asked for each."""
    for form in ("csv", "json"):
        found = []
        for place, kept in ((server.place(), True), (as_reader(server.place()), False)):
            with listening(server) as asked:
                found.append(run("analyze", place, "--table", table, *args, "-f", form, "-q", env=env))
            made = [line for line in asked if line.startswith(TABLE)]
            ways = (any(line.startswith("DROP TEMPORARY") for line in asked), any(PAGES in line for line in asked),
                    any(line.startswith("SELECT") and "GROUP BY" in line for line in asked))
            part.check(f"{label}, {form}: {'kept' if kept else 'at once'}", len(made) == 1 and ways == (kept, kept, not kept), asked)
        part.check(f"{label}, {form}: the same bytes", (found[0].rc, found[0].out, found[0].err) ==
                   (rc, found[1].out, found[1].err), f"{found[0]} {found[1]}")
    part.equal(f"{label}: nothing is left", left(server), [])


def kinds(part, server, env):
    """Every kind of column, one after the other."""
    spelt = ", ".join(f"{name} {kind}" for name, (kind, _) in KINDS.items())
    server.sql(f"CREATE TABLE kinds (passed INTEGER, {spelt}) CHARACTER SET utf8mb4")
    server.sql("".join(f"INSERT INTO kinds VALUES ({i % 2}, {', '.join(shown[i % len(shown)] for _, shown in KINDS.values())});"
                       for i in range(48)))
    for name in KINDS:
        both_ways(part, f"a column {name}", server, "kinds", env, "--id", "none", "--by", name, "--outcome", "passed:rate",
                  "--edition", "internal")
    both_ways(part, "marks and sums", server, "kinds", env, "--id", "none", "--by", "word", "--outcome", "small:mean", "--edition",
              "internal", "--stats", "n,missing,mean,sd")
    server.sql("CREATE TABLE days (gender CHAR(1), passed INTEGER, day DATE, bits BIT(3)); "
               "INSERT INTO days VALUES ('F', 1, '2024-01-02', b'101'), ('M', 0, NULL, b'001')")
    for name in ("day", "bits"):
        shown = printed(server.place(), "days", env, "--where", f"{name}!=x")
        part.check(f"a column {name} is not copied", "GROUP BY" in shown and TABLE not in shown, shown)


def hostile(part, server, env):
    """A table and columns with the names that are used here."""
    header = ["equitygap_key", "equitygap_1", "equitygap_2", "equitygap_10"]
    rows = [["F", "x", "1", "1"], ["M", "y", "0", "0"], ["M", "x", "1", "1"]] * 40
    server.sql("CREATE TABLE equitygap_cells (equitygap_key VARCHAR(9), equitygap_1 VARCHAR(9), equitygap_2 INTEGER, "
               "equitygap_10 INTEGER); INSERT INTO equitygap_cells VALUES "
               + ",".join(f"('{a}', '{b}', {c}, {d})" for a, b, c, d in rows))
    path, query = part.folder / "names.csv", part.folder / "kept.sql"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    args = ["--by", "equitygap_1,equitygap_key*equitygap_10", "--outcome", "equitygap_2:rate", "-f", "csv", "-q"]
    want = run("analyze", path, *args)
    query.write_text(f"SELECT {', '.join(header)} FROM equitygap_cells -- it;\n")
    for words in (["--table", "equitygap_cells"], ["--table", "eg.equitygap_cells"], ["--query", query]):
        got = run("analyze", server.place(), *words, *args, env=env)
        part.check(f"names that are used here, {words[1]}", want.rc == 0 and got.rc == 0 and got.out == want.out, f"{got} {want}")
    query.write_text("SELECT gender, passed FROM plain) AS q; DROP TABLE plain; SELECT * FROM (SELECT gender, passed FROM plain")
    got = run("analyze", server.place(), "--query", query, "--by", "gender", "--outcome", "passed:rate", env=env)
    part.check("several statements for a query", got.rc == 1 and got.err.count(b"\n") == 1, got)
    part.equal("the tables are as they were", server.sql("SELECT COUNT(*) FROM equitygap_cells; SELECT COUNT(*) FROM plain").split(),
               ["120", "2"])


def not_allowed(part, server, env):
    """Servers and sessions that take no such table: at once, the same bytes, no word."""
    args = ["--id", "none", "--by", "fixed,sort", "--outcome", "passed:rate", "-f", "csv", "-q"]
    want = run("analyze", server.place(), "--table", "eg.kinds", *args, env=env)
    for label, on, off, place in (
            ("read only transactions", "tx_read_only = 1", "tx_read_only = 0", server.place()),
            ("a read only server", "read_only = 1", "read_only = 0", server.place()),
            ("another engine enforced", "enforce_storage_engine = 'InnoDB'", "enforce_storage_engine = NULL", server.place()),
            ("no database chosen", "read_only = 0", "read_only = 0", server.place().replace(";Database=eg", ""))):
        server.sql(f"SET GLOBAL {on}")
        got = run("analyze", place, "--table", "eg.kinds", *args, env=env)
        server.sql(f"SET GLOBAL {off}")
        part.check(label, want.rc == 0 and got.rc == 0 and got.out == want.out and not got.err, got)


def no_locks(part, server, env):
    """Rows that somebody else is changing do not keep it waiting."""
    busy = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP(60)%' AND state = 'User sleep'"
    with subprocess.Popen(["/usr/bin/mariadb", "--no-defaults", f"--socket={server.socket}", "-uroot", "eg"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as other:
        other.stdin.write(b"START TRANSACTION; UPDATE kinds SET fixed = 'changed'; SELECT SLEEP(60);")
        other.stdin.close()
        sql_servers.wait_until(lambda: server.sql(busy).strip() == "1", "the other session")
        got = run("analyze", server.place(), "--table", "kinds", "--id", "none", "--by", "fixed", "--outcome", "passed:rate",
                  "--edition", "internal", "-f", "csv", "-q", env=env)
        part.check("rows that are being changed", got.rc == 0 and b"changed" not in got.out and b"two words" in got.out and
                   other.poll() is None, got)
        other.kill()


def stopped(part, server, env, slow):
    """Ctrl-C while the cells are being counted: the engine stops, and nothing is left."""
    out = part.folder / "half.csv"
    with subprocess.Popen([str(PROGRAM), "analyze", server.place(), "--query", str(slow), "--by", "gender", "--where", "nap!=x",
                           "--outcome", "math_level:rate(Basic)", "-o", str(out)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, env=environment(env)) as process:
        time.sleep(1.5)
        process.send_signal(2)
        _, err = process.communicate(timeout=60)
    part.check("interrupted while cells are kept", process.returncode == 130 and not out.exists() and b"interrupted" in err,
               (process.returncode, err))
    busy = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP(0.01)%' AND user = 'tester'"
    with contextlib.suppress(RuntimeError):
        sql_servers.wait_until(lambda: server.sql(busy).strip() == "0" and not left(server), "the end of the query", 20)
    part.equal("and the engine stopped", (server.sql(busy).strip(), left(server)), ("0", []))


def check(part, server, env, slow):
    """All of it; the driver is known to be an old one."""
    quoted = sql_servers.PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
    server.sql(f"CREATE USER reader@'%' IDENTIFIED BY '{quoted}'; GRANT SELECT ON eg.* TO reader@'%'", database="mysql")
    server.sql("CREATE TABLE plain (gender CHAR(1), passed INTEGER); INSERT INTO plain VALUES ('F', 1), ('M', 0); "
               "CREATE TABLE nobody (gender CHAR(1), passed INTEGER)")
    shown = printed(server.place(), "plain", env)
    part.check("--print-sql shows all of it", [line.split(" (")[0] for line in shown.splitlines()][1:3] ==
               ["SET TRANSACTION ISOLATION LEVEL READ COMMITTED;", f"{TABLE} equitygap_cells"] and
               f"{PAGES} 1 AND 8192;" in shown and shown.endswith("DROP TEMPORARY TABLE equitygap_cells;\n"), shown)
    part.check("row by row nothing is kept", TABLE not in printed(server.place(), "plain", env, "--fetch", "rows"))
    part.check("nor in another dialect", TABLE not in printed(server.place(), "plain", env, "--dialect", "standard"))
    part.check("nor where the connection string says how", TABLE not in printed(server.place() + ";FORWARDONLY=1", "plain", env))
    kinds(part, server, env)
    both_ways(part, "no row", server, "nobody", env, "--id", "none", "--by", "gender", "--outcome", "passed:rate", rc=3)
    hostile(part, server, env)
    not_allowed(part, server, env)
    no_locks(part, server, env)
    stopped(part, server, env, slow)

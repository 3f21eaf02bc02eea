"""What an engine may take for the same, or for another kind, than a file of the same rows: letters, ids, outcomes of open kind.
Part of check_sql.py, whose `compare` it uses."""

from harness import run
from test_sql import write


def open_kind(part, label, server, compare, env):
    """An outcome of open kind is added up there where all rows count, and what rows say that do not meet a condition is nothing."""
    rows = [["F", str(i % 2)] for i in range(60)] + [["M", str(i % 5)] for i in range(60)]
    server.sql("CREATE TABLE open_kind (gender VARCHAR(4), shelves INTEGER); INSERT INTO open_kind VALUES "
               + ",".join(f"('{g}', {n})" for g, n in rows))
    path = part.folder / "open.csv"
    write(path, ["gender", "shelves"], rows)
    args = ["--id", "none", "--by", "gender", "--outcome", "shelves"]
    compare(part, f"{label}, of open kind", server.place(), "open_kind", path, [("all", args), ("condition", [*args, "--where", "gender=F"])])
    got = run("analyze", server.place(), "--table", "open_kind", "--print-sql", *args, env=env)
    part.check(f"{label}: added up there", b"SUM(" in got.out, got)


def not_told_apart(part, server, compare, env):
    """Where a collation or a type may take a for A rows come, unless cells are asked for."""
    rows = [["a" if i % 3 else "A", str(i % 2)] for i in range(80)]
    server.sql("CREATE TABLE letters (g TEXT, passed INTEGER); INSERT INTO letters VALUES " + ",".join(f"('{g}', {n})" for g, n in rows))
    path = part.folder / "letters.csv"
    write(path, ["g", "passed"], rows)
    args = ["--by", "g", "--outcome", "passed:rate", "-q"]
    for make, kind, forget in (("CREATE EXTENSION citext", "citext", "DROP EXTENSION citext"),
                               ("CREATE COLLATION folds (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                                "TEXT COLLATE folds", "DROP COLLATION folds")):
        server.sql(make)
        server.sql(f"ALTER TABLE letters ALTER g TYPE {kind}")
        compare(part, f"a column of {kind}", server.place(), "letters", path, [("a and A", args)])
        server.sql("ALTER TABLE letters ALTER g TYPE TEXT COLLATE \"C\"")
        server.sql(forget)
    got = run("analyze", server.place(), "--table", "letters", "--print-sql", *args, env=env)
    part.check("and cells again", b"GROUP BY" in got.out, got)


def same_ids(part, server, compare, env):
    """A uuid is the one that a CSV beside the table has: nobody is counted twice."""
    ids = [f"a0eebc99-9c0b-4ef8-bb6d-6bb9bd38{i:04x}" for i in range(60)]
    server.sql("CREATE TABLE ids (code UUID, gender TEXT, passed INTEGER); INSERT INTO ids VALUES "
               + ",".join(f"('{i}', 'F', {k % 2})" for k, i in enumerate(ids)))
    path = part.folder / "ids.csv"
    write(path, ["code", "gender", "passed"], [[i, "F", str(k % 2)] for k, i in enumerate(ids)])
    compare(part, "uuid", server.place(), "ids", path, [("groups", ["--by", "code", "--id", "none", "--outcome", "passed:rate"])])
    got = run("analyze", server.place(), path, "--table", "ids", "--id", "code", "--by", "gender", "--outcome", "passed:rate", "--stats", "n",
              "--edition", "internal", "-f", "csv", "-q", env=env)
    part.check("students of a table and a file", got.rc == 0 and b"gender,F,,n,60," in got.out, str(got) + got.out.decode()[-300:])

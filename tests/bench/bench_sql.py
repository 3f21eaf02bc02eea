#!/usr/bin/env python3
"""Databases that count, measured: the same rows from `equitygap synth` as a file, in PostgreSQL, over two shards of it,
in MariaDB and in SQLite, and as four saved cubes. Results are compared first, byte for byte, public and internal. Then,
for each, the time and peak memory of equitygap, beside the time that the engine's own client needs for the same query;
and the same for a query of some 200,000 cells. Fails when bytes differ, the peak is over 32 MiB, or more than a second is
added to the engine's own client by the clock: of several rounds in turn, the least of each. CPU time stands beside it, for a
busy machine slows both, and so does one whose processors are lent to others: how much of them was gone is said too.
What is added holds the whole report, which takes some 0.2 seconds from a file too.
"""

import argparse
import csv
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import check_sql  # noqa: E402
import sql_servers  # noqa: E402
from harness import PROGRAM, environment  # noqa: E402
from test_sql import alike  # noqa: E402

MOST_MIB, MOST_SECONDS, ROUNDS = 32, 1.0, 3
SCHOOLS = 215  # some 200,000 cells of five million rows
JOB = ["--id", "none", "--by", "race_ethnicity,gender,english_learner,race_ethnicity*gender", "--outcome",
       "math_level:rate(Proficient|Advanced)", "--outcome", "chronically_absent:rate", "--outcome", "math_score:mean"]
WIDE = ["--id", "none", "--by", "school,race_ethnicity,gender,grade", "--year", "school_year", "--outcome", "chronically_absent:rate",
        "--outcome", "math_score:mean", "--stats", "n", "--edition", "internal"]
TYPES = {"math_score": "DECIMAL(6,1)", "ela_score": "DECIMAL(6,1)", "attendance_rate": "DECIMAL(5,3)",
         "suspensions": "INTEGER"}
check_sql.TYPES.update(TYPES)


def measured(command, extra=None, out=subprocess.DEVNULL):
    """Seconds, CPU seconds and peak MiB of a program. time's own fork is small; Python's would count as its peak."""
    with tempfile.NamedTemporaryFile("r") as told:
        words = ["/usr/bin/time", "-f", "%e %U %S %M", "-o", told.name, *map(str, command)]
        done = subprocess.run(words, stdout=out, stderr=subprocess.PIPE, env=environment(extra), check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]}: {done.stderr.decode('utf-8', 'replace')[-500:]}")
        wall, user, system, kib = map(float, told.read().split())
    return wall, user + system, kib / 1024


class Source:
    """Rows somewhere: how equitygap names them, and how the engine's own client would ask."""

    def __init__(self, name, words, client=None, cells=None):
        self.name, self.words, self.client, self.cells = name, words, client, cells

    def analyze(self, args, path):
        """One report in two formats, path.csv and path.json."""
        return measured([PROGRAM, "analyze", *self.words, *args, "-q", "-o", f"{path}.csv", "-o", f"{path}.json"],
                        check_sql.environment_of())

    def query(self, args):
        """What it would ask; of cells that are kept in a table first, the query that makes them."""
        done = subprocess.run([str(PROGRAM), "analyze", *self.words, *args, "--print-sql"], capture_output=True, check=True,
                              env=environment(check_sql.environment_of()))
        text = done.stdout.decode()
        return text.split(" AS\n", 1)[1].split(";\n")[0] + ";\n" if "CREATE TEMPORARY" in text else text


def processors():
    """Seconds of all processors since the machine began, and what of them it had to lend to others."""
    with open("/proc/stat", encoding="ascii") as told:
        times = list(map(int, told.readline().split()[1:9]))
    return sum(times), times[7]


def spent(ask, query):
    """Seconds and CPU seconds of a client: of the program it is, or of this one."""
    before = os.times()
    seconds = ask(query)
    after = os.times()
    children = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, children if children > 0.01 else after.user + after.system - before.user - before.system


def asks_postgres(server):
    """psql, by the same kind of cursor."""
    def ask(query):
        text = ("BEGIN; SET LOCAL cursor_tuple_fraction = 1; DECLARE c CURSOR FOR " + query + "FETCH ALL IN c; COMMIT;")
        start = time.monotonic()
        server.sql(text)
        return time.monotonic() - start
    return ask


def asks_mariadb(server):
    """mariadb --quick."""
    def ask(query):
        start = time.monotonic()
        sql_servers.quiet("/usr/bin/mariadb", "--no-defaults", f"--socket={server.socket}", "-uroot", "--quick", "-N", "-B",
                          "--default-character-set=utf8mb4", "eg", input=query.encode())
        return time.monotonic() - start
    return ask


def asks_sqlite(path):
    """Python's sqlite3, row by row."""
    def ask(query):
        base = sqlite3.connect(path)
        start = time.monotonic()
        for _ in base.execute(query):
            pass
        taken = time.monotonic() - start
        base.close()
        return taken
    return ask


def header_of(path):
    """Names of the columns of a file."""
    with open(path, encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def load_postgres(server, path, table="synth"):
    """A table of a file."""
    server.sql(f"CREATE UNLOGGED TABLE {table} ({check_sql.columns(header_of(path), check_sql.double, 'TEXT')})")
    with open(path, "rb") as file:
        server.sql(f"COPY {table} FROM STDIN WITH (FORMAT csv, HEADER true)", stdin=file)
    server.sql(f"ANALYZE {table}")


def load_shards(top, shards, path):
    """The same, divided by school."""
    check_sql.make_shards(top, shards, header_of(path))
    # a COPY goes to foreign tables row by row, an INSERT in batches
    load_postgres(top, path, "staging")
    top.sql("INSERT INTO district SELECT * FROM staging")
    top.sql("DROP TABLE staging")
    for i, shard in enumerate(shards):
        shard.sql("ANALYZE district")
        top.sql(f"ANALYZE district_{i}")


def load_mariadb(server, path):
    """The same."""
    header = header_of(path)
    sets = ",".join(f"`{h}`=NULLIF(@v{i},'')" for i, h in enumerate(header))
    names = ",".join(f"@v{i}" for i in range(len(header)))
    server.sql(f"CREATE TABLE synth ({check_sql.columns(header, check_sql.back, 'VARCHAR(60)')}) ENGINE=Aria TRANSACTIONAL=0;"
               f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE synth CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' "
               f"OPTIONALLY ENCLOSED BY '\"' LINES TERMINATED BY '\\n' IGNORE 1 LINES ({names}) SET {sets}")


def load_sqlite(base_path, path):
    """The same."""
    base = sqlite3.connect(base_path)
    base.execute("PRAGMA synchronous=OFF")
    header = header_of(path)
    base.execute(f"CREATE TABLE synth ({check_sql.columns(header, check_sql.double, 'VARCHAR(60)')})")
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        base.executemany(f"INSERT INTO synth VALUES ({','.join('?' * len(header))})",
                         ([cell or None for cell in row] for row in rows))
    base.commit()
    base.close()


class Bench:
    """One file and what was found of it."""

    def __init__(self, folder, asked):
        self.folder, self.rounds, self.bad = folder, asked.rounds, 0
        self.file = folder / "synth.csv"
        seconds, *_ = measured([PROGRAM, "synth", "--rows", asked.rows, "--schools", asked.schools, "-o", self.file])
        print(f"{asked.rows} rows, {self.file.stat().st_size / 2**20:.0f} MiB of CSV, made in {seconds:.1f} s", flush=True)
        self.plain = Source("CSV", [self.file])
        self.wanted = {}
        for name, args in (("public", [*JOB, "--edition", "public"]), ("internal", [*JOB, "--edition", "internal"]), ("wide", WIDE)):
            took = self.plain.analyze(args, folder / name)
            self.wanted[name] = [pathlib.Path(f"{folder / name}.{form}").read_bytes() for form in ("csv", "json")]
            self.tell(f"CSV, {name}", took, None)

    def tell(self, name, took, own, limits=False):
        """One line; fails where a goal is missed."""
        seconds, cpu, peak = took
        line = f"{name:28} {seconds:7.2f} s, {cpu:6.2f} s CPU, {peak:6.1f} MiB"
        slow = False
        if own is not None:
            line += f"; its client {own[0]:7.2f} s, {own[1]:.2f} s CPU; added {seconds - own[0]:+.2f} s, {cpu - own[1]:+.2f} s CPU"
            slow = seconds - own[0] > MOST_SECONDS
        if limits and (peak > MOST_MIB or slow):
            line += "  MISSED"
            self.bad += 1
        print(line, flush=True)

    def same(self, source, name, *more):
        """A report has the bytes of the file's; what it took."""
        args = WIDE if name == "wide" else [*JOB, "--edition", name]
        took = source.analyze([*args, *more], self.folder / "out")
        for form, want in zip(("csv", "json"), self.wanted[name]):
            if not alike((self.folder / f"out.{form}").read_bytes(), want, form):
                print(f"{source.name}: {name} {' '.join(more)} {form} differs from the file's  FAILED", flush=True)
                self.bad += 1
        return took

    def try_query(self, source, name, query, reports):
        """One query in turn with its client, in several rounds."""
        rounds = [(spent(source.client, query), min(self.same(source, report) for report in reports)) for _ in range(self.rounds)]
        self.tell(name, min(took for _, took in rounds), min(own for own, _ in rounds), limits=True)

    def try_source(self, source, rows=False):
        """Bytes, time and memory of both queries."""
        few, query = source.query(JOB), source.query(WIDE)
        self.try_query(source, source.name, few, ("public", "internal"))
        self.try_query(source, f"{source.name}, wide", query, ("wide",))
        if source.cells:
            print(f"{'':28} {source.cells(few)} cells, wide {source.cells(query)}", flush=True)
        if rows:
            took = min(self.same(source, edition, "--fetch", "rows") for edition in ("public", "internal"))
            self.tell(f"{source.name}, row by row", took, None, limits=True)


def try_postgres(bench):
    """One server."""
    with sql_servers.postgres() as (server,):
        load_postgres(server, bench.file)
        bench.try_source(Source("PostgreSQL", [server.place(), "--table", "synth"], asks_postgres(server),
                                lambda query: server.sql(f"SELECT COUNT(*) FROM ({query.strip().rstrip(';')}) AS q").strip()),
                         rows=True)


def try_shards(bench):
    """A coordinator and two shards."""
    with sql_servers.postgres(3, enable_partitionwise_aggregate="on") as (top, *shards):
        load_shards(top, shards, bench.file)
        bench.try_source(Source("PostgreSQL, two shards", [top.place(), "--table", "district", "--shard-key", "school"],
                                asks_postgres(top)))


def try_mariadb(bench):
    """One server."""
    with sql_servers.mariadb() as server:
        load_mariadb(server, bench.file)
        streams = check_sql.streams(server.place())
        if not streams:
            print("MariaDB: this driver is older than 3.1.17 and holds rows, which are left out; EG_MAODBC=FILE names another", flush=True)
        bench.try_source(Source("MariaDB", [server.place(), "--table", "synth"], asks_mariadb(server),
                                lambda query: server.sql(f"SELECT COUNT(*) FROM ({query.strip().rstrip(';')}) AS q").strip()),
                         rows=streams)


def try_sqlite(bench):
    """A file."""
    path = bench.folder / "synth.db"
    load_sqlite(path, bench.file)
    place = f"odbc:Driver={sql_servers.driver('libsqlite3odbc.so')};Database={path}"
    bench.try_source(Source("SQLite", [place, "--table", "synth"], asks_sqlite(path),
                            lambda query: str(sum(1 for _ in sqlite3.connect(path).execute(query)))), rows=True)
    path.unlink()


def quarters(path, folder):
    """Four files of about as many rows each, with the header; no cell of synth holds a line end."""
    size, made = path.stat().st_size, []
    with open(path, "rb") as file:
        header = file.readline()
        for i in range(4):
            part, end = folder / f"quarter{i}.csv", size * (i + 1) // 4
            with open(part, "wb") as out:
                out.write(header)
                while file.tell() < end:
                    out.write(file.read(min(1 << 20, end - file.tell())) + file.readline())
            made.append(part)
    return made


def try_cubes(bench):
    """Four saved cubes, merged."""
    cubes = []
    for part in quarters(bench.file, bench.folder):
        cubes.append(part.with_suffix(".cube"))
        bench.tell(part.name, measured([PROGRAM, "analyze", part, *JOB, "--save-cube", cubes[-1], "-q"]), None, limits=True)
        part.unlink()
    merged = Source("four cubes", cubes)
    took = min(bench.same(merged, edition) for edition in ("public", "internal"))
    bench.tell(merged.name, took, None, limits=True)


ENGINES = {"cubes": try_cubes, "postgresql": try_postgres, "shards": try_shards, "mariadb": try_mariadb, "sqlite": try_sqlite}


def main():
    """Every engine that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--schools", type=int, default=SCHOOLS, help="more of them make more cells")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--engines", default=",".join(ENGINES))
    asked = parser.parse_args()
    sql_servers.end_well()
    with tempfile.TemporaryDirectory(prefix="eg-bench-sql-") as folder:
        os.chmod(folder, 0o755)
        bench = Bench(pathlib.Path(folder), asked)
        for name in asked.engines.split(","):
            start, (had, lent) = time.monotonic(), processors()
            ENGINES[name](bench)
            had, lent = (now - then for now, then in zip(processors(), (had, lent)))
            print(f"({name}: {time.monotonic() - start:.0f} s in all, in which {100 * lent / had:.0f} % of the processors "
                  "were lent to others)", flush=True)
    sys.exit(1 if bench.bad else 0)


if __name__ == "__main__":
    main()

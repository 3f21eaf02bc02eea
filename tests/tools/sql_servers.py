"""Database servers of the tests' own: on loopback, on free ports, in a folder that goes with them.

As root they run as the accounts their packages made, since neither server runs as root; else as whoever calls.
Nothing of the machine's own servers is read or touched: no configuration, no socket, no port of theirs.
"""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ODBC = "/usr/lib/*/odbc"
MADE = []  # folders of servers
SHARED = []  # numbers of their shared memory, of which one that is killed leaves 56 bytes
PASSWORD = "a }{;=' pass\"word"


def end_well():
    """A run that is told to end still stops its servers."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))


class Missing(Exception):
    """A server or a driver that is not installed."""


def driver(name):
    """The file of an ODBC driver."""
    found = sorted(pathlib.Path("/").glob(f"{ODBC[1:]}/{name}"))
    if not found:
        raise Missing(f"no {name} under {ODBC}")
    return str(found[0])


def free_port():
    """A port of loopback that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def account(name):
    """Arguments of subprocess that make it somebody's: none where the caller is not root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(name)
    except KeyError as missing:
        raise Missing(f"no account {name}") from missing
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def quiet(*args, who=None, **options):
    """Runs a program to its end; what it said when it fails."""
    done = subprocess.run([str(a) for a in args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
                          check=False, cwd="/", **(who or {}), **options)
    if done.returncode != 0:
        raise RuntimeError(f"{args[0]}: {done.stdout.decode('utf-8', 'replace')[-2000:]}")
    return done.stdout.decode("utf-8", "replace")


@contextlib.contextmanager
def folder(name, who):
    """A folder that the server's account owns, removed at the end."""
    made = pathlib.Path(tempfile.mkdtemp(prefix=f"eg-{name}-"))
    MADE.append(made)
    if who:
        os.chown(made, who["user"], who["group"])
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def wait_until(ready, what, seconds=60):
    """Asks again and again until it is so."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} does not come up")
        time.sleep(0.05)


class Postgres:
    """One PostgreSQL server; `sql` runs statements in it, `place` is how equitygap names it."""

    def __init__(self, where, who, port):
        self.where, self.who, self.port, self.process = where, who, port, None
        self.bin = postgres_bin()

    def start(self, **settings):
        """Makes the cluster where there is none, and starts it."""
        data = self.where / f"data-{self.port}"
        if not data.exists():
            secret = self.where / f"pw-{self.port}"
            secret.write_text(PASSWORD + "\n")
            if self.who:
                os.chown(secret, self.who["user"], self.who["group"])
            quiet(self.bin / "initdb", "-D", data, "-U", "tester", "-A", "scram-sha-256", "--pwfile", secret,
                  "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", who=self.who)
            secret.unlink()
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off",
                   "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB",
                   "shared_buffers": "128MB", "work_mem": "256MB", "dynamic_shared_memory_type": "mmap", "logging_collector": "off", **settings}
        words = [str(self.bin / "postgres"), "-D", str(data)]
        for key, value in options.items():
            words += ["-c", f"{key}={value}"]
        with open(self.where / f"log-{self.port}", "ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/",
                                            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **(self.who or {}))
        wait_until(self.up, "PostgreSQL")
        told = (data / "postmaster.pid").read_text(encoding="ascii").splitlines()
        if len(told) > 6 and len(told[6].split()) == 2:
            SHARED.append(told[6].split()[1])

    def up(self):
        """Whether it takes connections."""
        if self.process.poll() is not None:
            raise RuntimeError((self.where / f"log-{self.port}").read_text(errors="replace")[-2000:])
        return subprocess.run([str(self.bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              check=False).returncode == 0

    def sql(self, text, database="postgres", stdin=None):
        """Runs statements; their output."""
        env = {"PATH": "/usr/bin:/bin", "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"}
        done = subprocess.run([str(self.bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
                               "-p", str(self.port), "-U", "tester", "-d", database, "-c", text], stdin=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode("utf-8", "replace")[-2000:])
        return done.stdout.decode("utf-8", "replace")

    def place(self, database="postgres"):
        """The connection string, without the password."""
        return (f"odbc:Driver={driver('psqlodbcw.so')};Server=127.0.0.1;Port={self.port};Database={database};"
                f"UID=tester")

    def stop(self, how=None):
        """Ends it; at once where `how` says kill."""
        if self.process is None:
            return
        if self.process.poll() is None:
            if how == "kill":
                self.process.kill()
            else:
                self.process.send_signal(2)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        forget_shared(self.who)


def shared_left():
    """Which of the shared memory of these servers is still there, and nobody's."""
    with open("/proc/sysvipc/shm", encoding="ascii") as told:
        rows = [line.split() for line in told.readlines()[1:]]
    return [row[1] for row in rows if row[1] in SHARED and row[6] == "0"]


def forget_shared(who):
    """Removes it. What a killed server's own processes still have goes when the last server stops."""
    for number in shared_left():
        quiet("ipcrm", "-m", number, who=who)


def postgres_bin():
    """The folder of the newest server's programs."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"),
                   key=lambda path: float(path.parts[-3]))
    if not found:
        raise Missing("no PostgreSQL server")
    return found[-1].parent


@contextlib.contextmanager
def postgres(n=1, **settings):
    """n servers, each of its own."""
    who = account("postgres")
    with folder("postgres", who) as where:
        servers = [Postgres(where, who, free_port()) for _ in range(n)]
        try:
            for server in servers:
                server.start(**settings)
            yield servers
        finally:
            for server in servers:
                server.stop()


class MariaDB:
    """One MariaDB server."""

    def __init__(self, where, who, port):
        self.where, self.who, self.port, self.process = where, who, port, None
        self.socket = where / "socket"

    def start(self):
        """Makes the tables of its own, and starts it."""
        server = shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/sbin:/bin")
        install = shutil.which("mariadb-install-db", path="/usr/bin:/bin")
        if server is None or install is None:
            raise Missing("no MariaDB server")
        data = self.where / "data"
        quiet(install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
              "--skip-test-db", who=self.who)
        words = [server, "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", "--bind-address=127.0.0.1",
                 f"--port={self.port}", f"--pid-file={self.where / 'pid'}", "--innodb-flush-log-at-trx-commit=0",
                 "--innodb-buffer-pool-size=256M", "--local-infile=1", "--skip-log-bin", "--tmp-table-size=1G",
                 "--max-heap-table-size=1G", f"--tmpdir={self.where}"]
        with open(self.where / "log", "ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/",
                                            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **(self.who or {}))
        wait_until(self.up, "MariaDB")
        quoted = PASSWORD.replace("\\", "\\\\").replace("'", "\\'")
        self.sql(f"CREATE DATABASE eg CHARACTER SET utf8mb4; CREATE USER tester@'%' IDENTIFIED BY '{quoted}';"
                 "GRANT ALL ON eg.* TO tester@'%'", database="mysql")

    def up(self):
        """Whether it takes connections."""
        if self.process.poll() is not None:
            raise RuntimeError((self.where / "log").read_text(errors="replace")[-2000:])
        try:
            self.sql("SELECT 1", database="mysql")
            return True
        except RuntimeError:
            return False

    def sql(self, text, database="eg"):
        """Runs statements as its root."""
        return quiet("/usr/bin/mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "--local-infile=1",
                     "--default-character-set=utf8mb4", "-N", "-B", database, input=text.encode())

    def place(self):
        """The connection string, without the password. EG_MAODBC names another driver than the system's."""
        file = os.environ.get("EG_MAODBC") or driver("libmaodbc.so")
        return f"odbc:Driver={file};Server=127.0.0.1;Port={self.port};Database=eg;UID=tester"

    def stop(self, how=None):
        """Ends it; at once where `how` says kill."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if how == "kill" else signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


@contextlib.contextmanager
def mariadb():
    """One server."""
    who = account("mysql")
    with folder("mariadb", who) as where:
        server = MariaDB(where, who, free_port())
        try:
            server.start()
            yield server
        finally:
            server.stop()

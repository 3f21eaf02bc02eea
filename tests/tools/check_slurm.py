#!/usr/bin/env python3
"""The Slurm recipe of docs/scale.md, as it stands there: munge, a controller and a node of the tests' own, on free ports of
this machine, in a folder that goes with them; as root or not. `make check-slurm`."""

import contextlib
import getpass
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import time

import sql_servers
from harness import ROOT, Part, environment, run
from sql_servers import Missing, folder, free_port, wait_until
from test_cubes import blocks, records, table

CONFIG = """
ClusterName=equitygap
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={controller}
SlurmdPort={node}
AuthType=auth/munge
AuthInfo=socket={where}/munge/socket
CredType=cred/munge
StateSaveLocation={where}/state
SlurmdSpoolDir={where}/spool
SlurmctldPidFile={where}/slurmctld.pid
SlurmdPidFile={where}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=sched_interval=1,bf_interval=1
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def program(name):
    """Where it is."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        raise Missing(f"no {name} (make deps-slurm)")
    return found


def started(where, name, *words, env=None):
    """A server that stays in the foreground."""
    with open(where / f"{name}.log", "ab") as log:
        return subprocess.Popen([program(name), *map(str, words)], stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=where,
                                env=environment(env), start_new_session=True)


def ended(process):
    """It is no more."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def idle(env):
    """Whether the node takes work."""
    done = subprocess.run([program("sinfo"), "-h", "-o", "%T"], capture_output=True, env=environment(env), check=False, timeout=30)
    return done.stdout.strip() == b"idle"


@contextlib.contextmanager
def cluster():
    """What a user's environment has to say to use it."""
    with folder("slurm", None) as where, contextlib.ExitStack() as stack:
        where.chmod(0o755)
        for name in ("munge", "state", "spool"):
            (where / name).mkdir(mode=0o755)
        key = where / "munge" / "key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)
        config = where / "slurm.conf"
        config.write_text(CONFIG.format(host=socket.gethostname().split(".")[0], user=getpass.getuser(), where=where,
                                        cpus=os.cpu_count(), controller=free_port(), node=free_port()))
        env = {"SLURM_CONF": str(config)}

        def keep(name, *words):
            stack.callback(ended, started(where, name, *words, env=env))

        keep("munged", "--foreground", "--force", f"--socket={where}/munge/socket", f"--key-file={key}",
             f"--log-file={where}/munge/log", f"--pid-file={where}/munge/pid", f"--seed-file={where}/munge/seed")
        wait_until((where / "munge" / "socket").exists, "munge")
        keep("slurmctld", "-D", "-i")
        keep("slurmd", "-D", "-N", socket.gethostname().split(".")[0])
        try:
            wait_until(lambda: idle(env), "Slurm", 90)
        except RuntimeError as late:
            logs = "\n".join(p.read_text(errors="replace")[-1500:] for p in sorted(where.glob("*.log")))
            raise RuntimeError(f"{late}\n{logs}") from late
        yield env


def recipe(part, env):
    """The two blocks of docs/scale.md give the bytes of one run over all files."""
    rows = records(22, students=60)
    place = part.folder / "slurm"
    for name in ("exports", "cubes"):
        (place / name).mkdir(parents=True)
    for number, year in enumerate(sorted({row["school_year"] for row in rows})):
        (place / "exports" / f"y {number}.csv").write_bytes(table([r for r in rows if r["school_year"] == year]))
    (place / "district.json").write_text(json.dumps({
        "year": "school_year", "id": "student_id", "dimensions": [{"column": "gender"}],
        "outcomes": [{"column": "score", "kind": "mean"}]}))
    shells = blocks(ROOT / "docs/scale.md", "sh")
    script = [b for b in shells if "#SBATCH --job-name=equitygap" in b]
    submit = [b for b in shells if b.startswith("# Slurm")]
    if not part.check("the recipe is there", len(script) == 1 and len(submit) == 1, shells):
        return
    (place / "count.sbatch").write_text(script[0])
    start = time.monotonic()
    done = subprocess.run(["sh", "-eu", "-c", submit[0]], cwd=place, capture_output=True, check=False, timeout=180,
                          env=environment({**env, "HOME": str(place)}))
    print(f"array job and report in {time.monotonic() - start:.1f} s")
    said = "".join(p.read_text(errors="replace") for p in [*sorted((place / "cubes").glob("*.log")), place / "report.log"]
                   if p.exists())
    cubes = len(list((place / "cubes").glob("*.cube")))
    part.check("the jobs run", done.returncode == 0 and cubes == 3, f"{done.stderr.decode()} {cubes} cubes {said}")
    for form in ("csv", "json"):
        whole = run("analyze", "exports/*.csv", "-c", "district.json", "-f", form, cwd=place)
        report = place / f"report.{form}"
        part.check(f"{form}: the bytes of one run", whole.rc == 0 and report.exists() and report.read_bytes() == whole.out, whole)


def left_over():
    """Processes that work in a folder made here, and the folders."""
    found = [str(made) for made in sql_servers.MADE if made.exists()]
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            for name in ("cmdline", "environ"):
                words = pathlib.Path("/proc", entry, name).read_bytes()
                if any(str(made).encode() in words for made in sql_servers.MADE):
                    found.append(f"{entry} {words[:80]}")
    return found


def main():
    """Starts it, runs the recipe, ends it."""
    sql_servers.end_well()
    part = Part("check-slurm")
    try:
        with cluster() as env:
            recipe(part, env)
    except Missing as missing:
        part.check("Slurm is installed", False, missing)
    except RuntimeError as wrong:
        part.check("Slurm runs", False, wrong)
    part.equal("nothing is left", left_over(), [])
    part.finish()


if __name__ == "__main__":
    sys.exit(main())

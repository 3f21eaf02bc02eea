#!/usr/bin/env python3
"""Documents against the program: README's commands are run as they stand, every report validates against
docs/report.schema.json, every command, option, statistic and exit status is written down."""

import json
import re
import shutil
import subprocess

from districts import as_csv, district
from harness import DATA, PROGRAM, ROOT, Part, environment, run
from write_statistics import document

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)#:\s]+)(#[^)\s]*)?\)")


def documents():
    """README and everything in docs/."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def examples(part):
    """Each `sh` block of README, in one folder that holds a copy of data/, in order."""
    folder = part.folder / "readme"
    folder.mkdir()
    shutil.copytree(DATA, folder / "data")
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.M))
    blocks = BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    part.check("README: has examples", len(blocks) >= 3)
    for number, block in enumerate(blocks, 1):
        for target in re.findall(r"^(?:sudo )?make ([a-z-]+)", block, re.M):
            part.check(f"README, block {number}: make {target} exists", target in targets)
        if re.search(r"^(sudo|make|git|cd)\b", block, re.M):
            continue  # setting up: `make check` itself, and the demo, are run by whoever runs this
        done = subprocess.run(["sh", "-e", "-c", block], cwd=folder, env=environment(), capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)
        part.equal(f"README, block {number}: status", done.returncode, 0)
        part.equal(f"README, block {number}: says nothing on standard error", done.stderr.decode(), "")


def shown_examples(part):
    """What --help gives as examples is at least understood: no example has a wrong option."""
    for command in ("analyze", "profile", "explain", "synth"):
        text = run("help", command).out.decode()
        for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)):
            got = run(command, option, "--help")
            part.check(f"help {command}: {option} is known", b"unknown option" not in got.err, got)


def links(part):
    """Every relative link of a document leads somewhere."""
    for path in documents():
        for target, _ in LINK.findall(path.read_text("utf-8")):
            part.check(f"{path.name}: link to {target}", (path.parent / target).exists())


def schema(part):
    """Reports of different kinds against the schema; and what is no report fails it."""
    path = ROOT / "docs" / "report.schema.json"
    if not part.check("docs/report.schema.json is there", path.exists()):
        return
    import jsonschema

    rules = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(rules)
    validator = jsonschema.Draft202012Validator(rules)
    data = part.folder / "schema.csv"
    data.write_bytes(as_csv(district(51)))
    base = ["analyze", data, "-f", "json", "--outcome", "passed:rate", "--outcome", "score:mean"]
    runs = {
        "plain": base,
        "no year": base + ["--year", "none"],
        "by school, internal": base + ["--within", "school", "--edition", "internal"],
        "levels, crosses, references": base + ["--outcome", "L=english_learner:levels(No<Yes)", "--by", "gender*race_ethnicity",
                                               "--reference", "overall", "--reference", "highest", "--reference", "goal=0.5"],
        "min_n 50": base + ["--min-n", "50"],
        "a policy": base + ["--policy", "next-smallest", "--tails", "5:12.5%,300:1%/4", "--min-count", "3", "--dominance", "55%"],
        "own data": ["analyze", DATA / "district.csv", "-c", DATA / "district.json", "-f", "json"],
    }
    report = {}
    for label, args in runs.items():
        result = run(*args)
        if not part.check(f"schema, {label}: runs", result.rc == 0, result):
            continue
        report = json.loads(result.out)
        problems = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator.iter_errors(report)]
        part.equal(f"schema, {label}", problems[:3], [])
    if not report:
        return
    for label, change in {
        "an unknown key": lambda r: r.update(extra=1),
        "no facts": lambda r: r.pop("facts"),
        "a status of its own": lambda r: r["facts"][0].update(status="fine"),
        "a fact without group": lambda r: r["facts"][0].pop("group"),
        "a number as text": lambda r: r["facts"][0].update(value="1"),
    }.items():
        broken = json.loads(json.dumps(report))
        change(broken)
        part.check(f"schema refuses {label}", not validator.is_valid(broken))


def timestamps(part):
    """Only SOURCE_DATE_EPOCH puts a time into a report."""
    args = ["analyze", DATA / "district.csv", "-c", DATA / "district.json", "-f", "json"]
    result = run(*args, env={"SOURCE_DATE_EPOCH": "86400"})
    part.check("SOURCE_DATE_EPOCH: the time it gives", b"1970-01-02" in result.out, result)
    part.check("no SOURCE_DATE_EPOCH: no time", b"T00:00:00Z" not in run(*args).out)


def written_down(part):
    """Statistics, commands, exit statuses and options have their place in the documents."""
    pages = "\n".join(path.read_text("utf-8") for path in documents())
    manual = run("help", "--man").out.decode("utf-8").replace("\\-", "-")
    names = set(re.findall(r"^  ?([a-z][a-z0-9_:A-Z]*)  ", run("explain").out.decode(), re.M))
    part.check("explain lists the catalogue", len(names) >= 15, sorted(names))
    for name in sorted(names):
        part.check(f"docs/: statistic {name}", name.split(":")[0] in pages)
    path = ROOT / "docs" / "statistics.md"
    part.check("docs/statistics.md is what `make docs` writes",
               path.exists() and path.read_text("utf-8") == document(str(PROGRAM)))
    commands = set(re.findall(r"^EG_COMMAND\((\w+),", (ROOT / "src/cli/commands.def").read_text(), re.M))
    for name in sorted(commands):
        part.check(f"man page: command {name}", re.search(rf"\b{name}\b", manual))
        part.check(f"{name} --help", run(name, "--help").rc == 0)
    for status in (0, 1, 2, 3, 4, 5, 130, 143):
        part.check(f"README: exit status {status}", re.search(rf"^\| *{status}\b", (ROOT / "README.md").read_text(), re.M))


def command_line(part):
    """Help and version, and where they are printed."""
    version = (ROOT / "docs" / "VERSION").read_text().strip()
    result = run("--version")
    part.check("--version", result.rc == 0 and version.encode() in result.out and not result.err, result)
    result = run()
    part.check("nothing asked: short usage on standard error, 2", result.rc == 2 and not result.out and result.err, result)
    for args in (["--help"], ["help"], ["analyze", "--help"], ["help", "synth"]):
        result = run(*args)
        part.check(f"{' '.join(args)}: on standard output, 0", result.rc == 0 and result.out and not result.err, result)
    result = run("analyse", "x.csv")
    part.check("an unknown command: nearest name, 2", result.rc == 2 and b"analyze" in result.err, result)
    completion = run("help", "--completion", "bash")
    path = part.folder / "completion.bash"
    path.write_bytes(completion.out)
    script = (f'source "{path}"; COMP_WORDS=(equitygap an); COMP_CWORD=1; COMP_LINE="equitygap an"; COMP_POINT=12; '
              'f=$(complete -p equitygap | sed -E "s/.*-F ([^ ]+).*/\\1/"); "$f" equitygap an equitygap; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=environment(), check=False)
    part.check("bash completes a command", b"analyze" in done.stdout, done.stdout + done.stderr)


def main():
    """All of them."""
    part = Part("docs")
    PROGRAM.stat()
    examples(part)
    shown_examples(part)
    links(part)
    schema(part)
    timestamps(part)
    written_down(part)
    command_line(part)
    part.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""docs/statistics.md from the program's own catalogue: write_statistics.py PROGRAM."""

import re
import subprocess
import sys

INTRODUCTION = """# The catalogue of statistics

Written by `make docs` from the program's own table (`src/statistics/catalogue.def`); `equitygap explain NAME` says the
same. LEVEL stands for a level of an ordered outcome. Proportions are 0 to 1.
"""


def explain(program, *names):
    """What the program says, line by line."""
    return subprocess.run([program, "explain", *names], check=True, capture_output=True, text=True).stdout.splitlines()


def entry(lines):
    """One statistic as a section: its title, then each part as a paragraph."""
    name, title = lines[0].split(" - ", 1)
    parts = []
    for line in lines[1:]:
        found = re.match(r"^([A-Z][a-z ]*?) {2,}(.*)$", line)
        if found:
            parts.append([found[1], found[2]])
        elif line.strip() and parts:
            parts[-1][1] += " " + line.strip()
    return f"### {name}\n\n{title}.\n\n" + "\n".join(f"- **{label}:** {text}" for label, text in parts) + "\n"


def blocks(lines):
    """A statistic each: two sets may share a name."""
    starts = [i for i, line in enumerate(lines) if re.match(r"^\S+ - ", line)]
    return [lines[a:b] for a, b in zip(starts, starts[1:] + [len(lines)])]


def document(program):
    """The whole page."""
    pages, where = [INTRODUCTION], ""
    for line in explain(program):
        if line.startswith("Set "):
            where = f"; set {line.split()[1]}"
            pages.append(f"## {line}\n")
        elif line.startswith("  "):
            entries = [entry(block) for block in blocks(explain(program, line.split()[0]))]
            pages.append(next((e for e in entries if len(entries) > 1 and where in e), entries[0]))
    return "\n".join(pages)


if __name__ == "__main__":
    sys.stdout.write(document(sys.argv[1]))

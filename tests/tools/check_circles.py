#!/usr/bin/env python3
"""check_circles.py NM OBJECT...: files that call one another in a circle, but those known.

Layers are kept by includes (check_layers); inside a layer a circle of files is two rooms that cannot be understood
one after the other. KNOWN says which there are and why, by folder and how many files; none may be added or grow.
"""

import collections
import pathlib
import subprocess
import sys

# (folder, files at most): why
KNOWN = {
    ("cli", 6): "the table of commands has help, and help lists the commands",
    ("job", 3): "a roster is read as records are, and records are joined with a roster",
    ("privacy", 4): "a ledger holds marks, and marks are asked whether an earlier report forbids them",
    ("privacy", 2): "what was published earlier is protected as cells are",
    ("schema", 10): "a coder hands each column to its kind, and a kind codes values through the coder",
    ("schema", 15): "a config sets options, and --config is an option",
    ("statistics", 33): "rows of the catalogue compute with the engine, and the engine walks the catalogue",
}


def symbols(nm, objects):
    """({object: names it lacks}, {name: object that defines it})."""
    lacks, home = collections.defaultdict(set), {}
    out = subprocess.run([nm, "-A", "-P", "-g", *objects], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in out.splitlines():
        place, name, kind = line.split()[:3]
        place = place.rstrip(":")
        if kind == "U":
            lacks[place].add(name)
        elif kind in "TDRBV":
            home[name] = place
    return lacks, home


def circles(calls):
    """Sets of more than one that reach one another (Tarjan, without recursion)."""
    number, low, stack, on, found = {}, {}, [], set(), []
    for root in sorted(calls):
        work = [(root, iter(sorted(calls[root])))] if root not in number else []
        if work:
            number[root] = low[root] = len(number)
            stack.append(root)
            on.add(root)
        while work:
            at, rest = work[-1]
            for to in rest:
                if to not in number:
                    number[to] = low[to] = len(number)
                    stack.append(to)
                    on.add(to)
                    work.append((to, iter(sorted(calls[to]))))
                    break
                if to in on:
                    low[at] = min(low[at], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[at])
                if low[at] == number[at]:
                    one = set(stack[stack.index(at):])
                    del stack[stack.index(at):]
                    on -= one
                    if len(one) > 1:
                        found.append(one)
    return found


def main():
    """1: a circle that is not known."""
    lacks, home = symbols(sys.argv[1], sys.argv[2:])
    calls = {place: {home[n] for n in lacks[place] if home.get(n, place) != place} for place in sys.argv[2:]}
    known, bad = dict.fromkeys(KNOWN, False), False
    for one in sorted(circles(calls), key=len):
        folders = {pathlib.Path(x).parent.name for x in one}
        fits = [k for k in known if not known[k] and folders == {k[0]} and len(one) <= k[1]]
        if fits:
            known[min(fits, key=lambda k: k[1])] = True
            continue
        bad = True
        print(f"files call one another in a circle: {' '.join(sorted(pathlib.Path(x).stem for x in one))}")
        for a in sorted(one):
            for b in sorted(calls[a] & one):
                names = " ".join(sorted(n for n in lacks[a] if home.get(n) == b))
                print(f"  {pathlib.Path(a).stem} -> {pathlib.Path(b).stem}: {names}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

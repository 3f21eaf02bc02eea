#!/usr/bin/env python3
"""check_circles.py NM OBJECT...: files that call one another in a circle; there may be none.

Layers are kept by includes (check_layers); inside a layer a circle of files is two rooms that cannot be understood
one after the other. Three ways out of one: what both use goes below them; a table or a function is handed in by
whoever calls both; a file in which two rooms live is cut. What is printed ties the circle, name by name.
"""

import collections
import pathlib
import subprocess
import sys

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
    """1: there is a circle."""
    lacks, home = symbols(sys.argv[1], sys.argv[2:])
    calls = {place: {home[n] for n in lacks[place] if home.get(n, place) != place} for place in sys.argv[2:]}
    found = sorted(circles(calls), key=len)
    for one in found:
        print(f"files call one another in a circle: {' '.join(sorted(pathlib.Path(x).stem for x in one))}")
        for a in sorted(one):
            for b in sorted(calls[a] & one):
                names = " ".join(sorted(n for n in lacks[a] if home.get(n) == b))
                print(f"  {pathlib.Path(a).stem} -> {pathlib.Path(b).stem}: {names}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

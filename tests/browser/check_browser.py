#!/usr/bin/env python3
"""The HTML page in a browser: awkward reports at three widths, light, dark and on paper.

    check_browser.py --build B [--pictures FOLDER] [NAME...]

Needs node, chromium and what package.json names (make check-browser gets them).
"""

import argparse
import csv
import os
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LONG = ["American Indian or Alaska Native", "Native Hawaiian or Other Pacific Islander",
        "Asian, Filipino or Southeast Asian", "Black or African American", "Hispanic or Latino of any race",
        "Middle Eastern or North African", "Two or More Races, not Hispanic", "White",
        "Students who are multilingual and newcomers", "Reclassified fluent English proficient",
        "Students experiencing homelessness or foster care", "Military-connected students"]


def write(path, groups, years, schools, n):
    """Records of a made-up district."""
    rng = random.Random(5)
    with path.open("w", newline="", encoding="utf-8") as out:
        to = csv.writer(out)
        to.writerow(["id", "year", "school", "group", "gender", "passed", "score", "level"])
        for i in range(n):
            g = rng.randrange(groups)
            p = 0.35 + 0.5 * g / max(1, groups - 1)
            to.writerow([i, f"{2009 + i % years}-{(10 + i % years) % 100:02d}", f"School {i % schools:02d} of the Long River",
                         LONG[g], rng.choice("FM"), int(rng.random() < p), round(rng.gauss(500 + 40 * p, 45), 1),
                         ["1 Below", "2 Basic", "3 Proficient", "4 Advanced"][min(3, int(4 * rng.random() * (0.7 + p / 2)))]])


def reports(program, folder, only):
    """Pages to look at, by name; only: those named, or all."""
    plain = ["--outcome", "passed:rate", "--outcome", "score:mean", "--outcome",
             "level:levels(1 Below<2 Basic<3 Proficient<4 Advanced)", "--year", "year", "--id", "id", "-q"]
    plan = ["--stats", "basic,effect,trend", "--target", "passed=0.8", "--target", "score=560", "--by-year", "2028-29"]
    shapes = {"one-group": (1, 1, 1, 60, []), "twelve-groups": (12, 6, 4, 9000, ["--by", "group,gender,group*gender", *plan]),
              "fifteen-years": (4, 15, 3, 9000, plan), "sixty-schools": (3, 3, 60, 18000, ["--within", "school"]),
              "everything": (6, 6, 4, 8000, ["--stats", "all", "--within", "school"]),
              "spanish": (6, 6, 4, 8000, ["--lang", "es", *plan]),
              "internal": (6, 4, 4, 4000, ["--edition", "internal", *plan]),
              "board": (6, 6, 4, 8000, ["--audience", "board", *plan]),
              "family": (6, 6, 4, 8000, ["--audience", "family", "--lang", "es"])}
    for name, (groups, years, schools, n, more) in shapes.items():
        if only and name not in only:
            continue
        source, page = folder / f"{name}.csv", folder / f"{name}.html"
        write(source, groups, years, schools, n)
        by = [] if "--by" in more else ["--by", "group,gender"]
        subprocess.run([str(program), "analyze", str(source), *plain, *by, *more, "-o", str(page)], check=True)
        yield name, page
    if only and "sample" not in only:
        return
    page = folder / "sample.html"
    subprocess.run([str(program), "analyze", str(ROOT / "data/district.csv"), "-c", str(ROOT / "data/district.json"),
                    "-q", "-o", str(page)], check=True)
    yield "sample", page


def main():
    """Looks at each of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("only", nargs="*", metavar="NAME", help="shapes to look at; else all")
    args = parser.parse_args()
    if args.pictures:
        args.pictures.mkdir(parents=True, exist_ok=True)
    failed = passed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, page in reports(args.build.resolve() / "equitygap", pathlib.Path(folder), args.only):
            prefix = [str(args.pictures.resolve() / name)] if args.pictures else []
            done = subprocess.run(["node", str(HERE / "page.js"), str(page), *prefix], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False, env=os.environ)
            good = done.returncode == 0
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok' if good else 'FAILED'} browser: {name} ({page.stat().st_size // 1024} KiB)")
            sys.stdout.write(done.stdout.decode("utf-8", "replace"))
    print(f"browser: {passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Every statistic (--stats all), whatever the order of rows, files, threads and the words used for groups."""

import math
import random

from districts import RACES, as_csv, district
from harness import Part, facts, run

NUMBERS = ("value", "ci_low", "ci_high", "p_value", "p_adjusted", "n")
ADDRESS = ("unit_type", "unit", "outcome", "year", "dimension", "group", "reference", "statistic")
# Not the alphabet's first or last letter for the same group: every order turns.
WORDS = dict(zip(RACES, ("Zeta", "Yotta", "Omega", "Kappa", "Alpha")))
LEVELS = ("Low", "Middle", "High")
FORMATS = ("csv", "json", "txt", "html", "md", "xlsx")
# Bootstrap, permutation and regression: what could depend on an order without anybody seeing it.
DRAWN = (("predictability", "ci_low"), ("predictability", "p_value"), ("adjusted_difference", "ci_low"),
         ("adjusted_difference", "p_value"), ("oaxaca_explained", "value"), ("segregation_m_corrected", "ci_low"),
         ("dissimilarity_corrected", "ci_low"), ("shrunken", "ci_low"), ("v_gap", "value"), ("median", "value"))


def with_levels(rows, seed):
    """The rows with an outcome of levels."""
    rng = random.Random(seed)
    return [dict(row, level=rng.choices(LEVELS, (3, 4, 2 + RACES.index(row["race_ethnicity"])
                                                 if row["race_ethnicity"] else 2))[0]) for row in rows]


def options(edition):
    """Everything that can be asked of these columns."""
    return ["--by", "race_ethnicity,gender,english_learner,race_ethnicity*gender", "--year", "school_year", "--within",
            "school", "--outcome", "passed:rate", "--outcome", "score:mean", "--outcome",
            "level:levels(Low<Middle<High)", "--id", "none", "--stats", "all", "--reference", "rest", "--reference",
            "overall", "--reference", "highest", "--target", "passed=0.9", "--target", "score=1600", "--by-year",
            "2028-29", "--edition", edition, "-f", "csv", "--digits", "12", "-q"]


def rearranged(part, edition, rows, columns):
    """The same bytes from other orders of rows and files."""
    whole = part.folder / f"whole-{edition}.csv"
    whole.write_bytes(as_csv(rows, columns))
    want = run("analyze", whole, *options(edition))
    if not part.check(f"{edition}: runs", want.rc == 0 and want.out.count(b"\n") > 1000, want):
        return
    rng = random.Random(3)
    shuffled = rows[:]
    rng.shuffle(shuffled)
    pieces = []
    for number in range(3):
        piece = part.folder / f"{edition}-{'cab'[number]}{number}.csv"
        piece.write_bytes(as_csv(shuffled[number::3], columns))
        pieces.append(piece)
    got = run("analyze", *pieces[::-1], *options(edition))
    part.check(f"{edition}: rows shuffled over three files", got.out == want.out, got)
    got = run("analyze", whole, *options(edition), "--threads", "3")
    part.check(f"{edition}: three threads", got.out == want.out, got)


def nested(part, rows):
    """
    Teams within regions and races within groups of races, which a public edition protects as sums: the same from any
    order, files, threads and cubes, also where a team changes its region and another is in two at once.
    """
    schools = sorted({row["school"] for row in rows} - {""})
    years = sorted({row["school_year"] for row in rows})
    made = []
    for number, row in enumerate(rows):
        place = schools.index(row["school"]) if row["school"] else 0
        moved = place == 1 and row["school_year"] != years[0]
        torn = place == 2 and row["school_year"] == years[-1] and number % 40 == 0
        race = RACES.index(row["race_ethnicity"]) if row["race_ethnicity"] else 0
        made.append(dict(row, team=row["school"], region="East" if place == 0 or moved or torn else "West",
                         wide="Few" if race > 1 else "Many"))
    asked = ["--by", "race_ethnicity,wide,gender", "--year", "school_year", "--within", "region,team", "--outcome",
             "passed:rate", "--id", "none", "--stats", "n,count,rate,difference", "--edition", "public"]
    rng = random.Random(7)
    pieces = {"whole": [made]}
    shuffled = made[:]
    rng.shuffle(shuffled)
    pieces["shuffled"] = [shuffled]
    pieces["files"] = [shuffled[number::3] for number in (2, 0, 1)]
    answers = {}
    for name, parts in pieces.items():
        paths = []
        for number, piece in enumerate(parts):
            paths.append(part.folder / f"nested-{name}-{number}.csv")
            paths[-1].write_bytes(as_csv(piece, tuple(made[0])))
        for count in ("1", "4"):
            answers[f"{name}, {count} threads"] = run("analyze", *paths, *asked, "-f", "csv", "-q", "--threads", count)
        cubes = []
        for path in paths:
            cubes.append(path.with_suffix(".cube"))
            run("analyze", path, *asked, "--save-cube", cubes[-1], "-q")
        answers[f"{name}, cubes"] = run("analyze", *cubes, *asked[-4:], "-f", "csv", "-q")
    want = answers["whole, 1 threads"]
    statuses = {fact["status"] for fact in facts(want.out)}
    part.check("nested: some are hidden and some are shown", {"ok", "suppressed"} <= statuses, want)
    for name, got in answers.items():
        part.check(f"nested: {name}", got.rc == 0 and got.out == want.out, got)


def threads(part, rows, columns):
    """Every format, from one thread and from several: the district's and each school's."""
    data = part.folder / "threads.csv"
    data.write_bytes(as_csv(rows, columns))
    written = {}
    for number in ("1", "2", "5"):
        folder = part.folder / f"threads-{number}"
        folder.mkdir()
        outputs = [word for name in FORMATS for word in ("-o", folder / f"r.{name}")]
        asked = [word for word in options("internal") if word not in ("-f", "csv")]
        for more in ([], ["--split", "school"]):
            result = run("analyze", data, *asked, *more, *outputs, "--threads", number)
            part.check(f"{number} threads {' '.join(more)}: runs", result.rc == 0, result)
        written[number] = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    part.check("threads: all formats, of all and of schools", len(written["1"]) > 2 * len(FORMATS), len(written["1"]))
    for number in ("2", "5"):
        differ = [name for name in written["1"] if written[number].get(name) != written["1"][name]]
        part.equal(f"{number} threads: the same bytes", (differ, len(written[number])), ([], len(written["1"])))


def table_of(part, edition, rows, columns, words):
    """Facts by address, in the words of the first data."""
    back = {new: old for old, new in words.items()}
    path = part.folder / f"words-{edition}-{len(words)}.csv"
    path.write_bytes(as_csv([dict(r, race_ethnicity=words.get(r["race_ethnicity"], r["race_ethnicity"])) for r in rows],
                            columns))
    result = run("analyze", path, *options(edition))
    part.check(f"{edition}: runs with {len(words)} other words", result.rc == 0, result)
    table = {}
    for fact in facts(result.out):
        for column in ("group", "reference"):
            stem, _, name = fact[column].rpartition(":")
            name = "*".join(back.get(word, word) for word in name.split("*"))
            fact[column] = f"{stem}:{name}" if stem else name
        table[tuple(fact[c] for c in ADDRESS)] = fact
    return table


def close(a, b):
    """Equal texts, or numbers that differ by rounding alone."""
    if a == b:
        return True
    if a == "" or b == "":
        return False
    return math.isclose(float(a), float(b), rel_tol=1e-8, abs_tol=1e-10)


def renamed(part, edition, rows, columns):
    """Other words for the groups: the same facts but for the words and their order."""
    plain, other = (table_of(part, edition, rows, columns, words) for words in ({}, WORDS))
    part.check(f"{edition}: many facts", len(plain) > 1000)
    for statistic, column in DRAWN:
        given = sum(fact["status"] == "ok" and fact[column] != "" for key, fact in plain.items()
                    if key[7].split(":")[0] == statistic)
        part.check(f"{edition}: {statistic} has a {column}", given > 0)
    together = {key[2] for key, fact in plain.items() if key[4:6] == ("all", "") and fact["p_value"] != ""}
    part.equal(f"{edition}: all dimensions together, of every kind", sorted(together), ["level", "passed", "score"])
    part.equal(f"{edition}: the same addresses", sorted(set(plain) ^ set(other))[:5], [])
    changed = [(key, column, plain[key][column], other[key][column]) for key in plain if key in other
               for column in NUMBERS if not close(plain[key][column], other[key][column])]
    part.equal(f"{edition}: the same numbers ({len(changed)} differ)", changed[:5], [])
    worded = [(key, plain[key][c], other[key][c]) for key in plain if key in other for c in ("status", "note")
              if plain[key][c] != other[key][c]]
    part.equal(f"{edition}: the same statuses and notes ({len(worded)} differ)", worded[:5], [])


def renamed_public(part, rows, columns):
    """
    What is hidden beside a small group is chosen among equals by their place, so it may change with the words; but
    a group's own figures and gaps that both show are the same.
    """
    plain, other = (table_of(part, "public", rows, columns, words) for words in ({}, WORDS))
    both = [key for key in plain if key in other and key[2] != "" and key[5] != "" and key[6] in ("", "rest")
            and plain[key]["status"] == other[key]["status"] == "ok"]
    part.check("public: many facts are shown twice", len(both) > 500, len(both))
    changed = [(key, column, plain[key][column], other[key][column]) for key in both
               for column in ("value", "ci_low", "ci_high", "p_value", "n")
               if (column != "n" or ".." not in key[3])  # a plan counts the years that are shown
               and not close(plain[key][column], other[key][column])]
    part.equal(f"public: the same numbers ({len(changed)} differ)", changed[:5], [])


def main():
    """A random district, public and internal."""
    part = Part("order")
    rows = with_levels(district(91, students=260, years=3), 91)
    columns = tuple(rows[0])
    for edition in ("internal", "public"):
        rearranged(part, edition, rows, columns)
    nested(part, rows)
    threads(part, rows, columns)
    renamed(part, "internal", rows, columns)
    renamed_public(part, rows, columns)
    part.finish()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Every number that people read is the JSON's: of the page also those outside cells, in sentences, legends and
texts for screen readers, and the marks of its pictures; of text reports their tables, in every language; of
findings the facts they name. And in every format a group that is hidden in all years has no figure."""

import json
import re
from bisect import bisect_left
from collections import Counter
from html.parser import HTMLParser

from districts import YEARS, as_csv, district
from harness import DATA, SLOW, Part, run
from test_deliver import sheets_of, tables_of
from test_html import NUMBER, VOID, candidates, shows

ADDRESS = ("unit_type", "unit", "outcome", "year", "dimension", "group", "reference", "statistic")
SERIES = tuple(x for x in ADDRESS if x != "year")
FORMATS = ("json", "html", "md", "txt", "xlsx", "csv")
SPOKEN = ("aria-label", "title", "alt")


# ---- the page as a tree ----------------------------------------------------------------------------------

class Node:
    """An element, its attributes, and what stands in it: elements and text, in order."""

    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.inside = tag, attrs, parent, []

    def walk(self):
        """It and all elements in it."""
        yield self
        for child in self.inside:
            if isinstance(child, Node):
                yield from child.walk()

    def text(self):
        """All text in it."""
        return " ".join(x.text() if isinstance(x, Node) else x for x in self.inside)

    def find(self, tag, word=""):
        """Elements of a tag, and of a class."""
        return [n for n in self.walk() if n.tag == tag and (not word or word in n.attrs.get("class", "").split())]

    def within(self, tag):
        """The nearest element of this tag that it stands in, or None."""
        node = self.parent
        while node is not None and node.tag != tag:
            node = node.parent
        return node


class Tree(HTMLParser):
    """A page as nodes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {}, None)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs), self.at)
        self.at.inside.append(node)
        if tag not in VOID and tag != "path":
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.at.inside.append(Node(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        self.at = self.at.parent or self.at

    def handle_data(self, data):
        self.at.inside.append(data)


def loose(node):
    """(node, text) of what is read outside cells that name their fact."""
    if node.tag == "style" or "data-f" in node.attrs or "line-to-write" in node.attrs.get("class", ""):
        return
    for key in SPOKEN:
        if key in node.attrs:
            yield node, node.attrs[key]
    for child in node.inside:
        if isinstance(child, Node):
            yield from loose(child)
        elif child.strip():
            yield node, child


def tokens(text):
    """The numbers of a text, without signs."""
    return [x.lstrip("+\u2212-") for x in NUMBER.findall(text)]


def names_of(report):
    """Everything in a report that is a name or a sentence, the longest first."""
    settings = report["settings"]
    words = set(settings["years"]) | {x["name"] for x in report["inputs"]} | {report["equitygap"]["version"]}
    words |= {x for o in settings["outcomes"] for x in [o["label"], o["definition"], o.get("target_year") or ""] + o["levels"]}
    words |= {x for d in settings["dimensions"] for x in [d["label"], d.get("definition") or ""] + d["groups"]}
    words |= {y for d in settings["dimensions"] for x in d["groups"] for y in x.split("*")}
    words |= {f["unit"] for f in report["facts"]} | {n["text"] for n in report["quality"]["notes"]}
    words |= {f[key] for f in report["findings"] for key in ("id", "sentence", "question", "critical")}
    words |= {f"{x}% lie below" for x in (10, 25, 75, 90)}
    return sorted((x for x in words if re.search(r"\d", x)), key=len, reverse=True)


def known_numbers(report):
    """Numbers a page may show anywhere: settings, targets, and what was counted in all."""
    settings, quality = report["settings"], report["quality"]
    plain = [settings["min_n"], 100 * settings["confidence"], 100 * settings["margin_rate"], settings["margin_sd"], 30,
             quality["cells"], quality["cells_hidden"], quality["cells_coded"], quality["records"], quality["students"]]
    plain += [x["p_values"] for x in quality["comparisons"]]
    plain += [x["records"] for x in report["inputs"]] + [x.get("target") for x in settings["outcomes"]]
    plain += [len({f["unit"] for f in report["facts"] if f["unit_type"] == t}) for t in settings["unit_types"]]
    return [x for x in plain if x is not None]


def is_known(token, numbers):
    """Whether a token is one of the numbers, or a hundred times it, rounded as it is written."""
    plain = token.rstrip("%").replace(",", "")
    half = 0.5 * 10.0 ** -len(plain.partition(".")[2]) * 1.0000001
    return any(abs(float(plain) - scale * x) <= half for x in numbers for scale in (1, 100))


def loose_faults(page, report):
    """Numbers outside cells: of a chart they stand in its cells too; elsewhere they are settings or counts in all.

    Those that are not, and how many were read.
    """
    names = re.compile("|".join(map(re.escape, names_of(report))) or "$^")
    numbers, shown, wrong, seen = known_numbers(report), {}, [], 0
    for node, text in loose(page.root):
        if node.within("table") is not None and node.within("table").within("details") is not None \
                and node.within("section") is not None and "settings" in text:
            continue
        if not re.search(r"\d", text):
            continue
        text = names.sub(" ", text)
        text = re.sub(r"; settings [0-9a-f]{16}", "", text)
        figure, allowed = node.within("figure") or (node if node.tag == "figure" else None), set()
        if figure is not None:
            if id(figure) not in shown:
                shown[id(figure)] = {x for n in figure.walk() if "data-f" in n.attrs for x in tokens(n.text())}
            allowed = shown[id(figure)]
        for token in tokens(text):
            seen += 1
            few = token.isdigit() and "not shown as" in text
            tick = "tick" in node.attrs.get("class", "") or "on one scale" in text
            setting = node.within("details") is not None and node.within("figure") is None and node.tag == "bdi"
            if not (token in allowed or few or tick or setting or is_known(token, numbers)):
                wrong.append((token, text[:160], node.tag, node.attrs))
    return wrong, seen


def check_loose(part, label, page, report):
    """The page's are, and some were read."""
    wrong, seen = loose_faults(page, report)
    part.equal(f"{label}: numbers outside cells are the JSON's", wrong[:4], [])
    part.check(f"{label}: there are some", seen > 20, seen)


def planted(part, got):
    """A wrong digit in a legend, in a picture's text or in a sentence is seen."""
    for label, pattern in (("a legend", r"(All students: )([\d.]+)"), ("a picture's text", r"(aria-label=\"[^\"]*: from )([\d.]+)"),
                           ("a caption", r"(The way to )([\d.]+)"), ("a paragraph", r"(Counted: )([\d,]+)"),
                           ("a sentence", r"(<li id=\"F-\w+\" class=\"finding\"><p>[^<]* of )([\d,]+)")):
        text, n = re.subn(pattern, r"\g<1>7,777.7", got["html"], count=1)
        if n:
            part.equal(f"{label} with another number is refused", len(loose_faults(Tree(text), got["json"])[0]) > 0, True)


def check_settings(part, label, page, report):
    """The table of settings is the JSON's."""
    table = next(t for t in page.root.find("table") if t.find("caption")[0].text().strip() == "Settings")
    wrong = []
    for row in table.find("tr"):
        cells = [x.text().strip() for x in row.inside if isinstance(x, Node)]
        value = report["settings"].get(cells[0])
        if cells[0] != "Setting" and cells[1] not in (str(value), json.dumps(value), f"{value:g}" if isinstance(value, float) else ""):
            wrong.append((cells, value))
    part.equal(f"{label}: settings", wrong[:3], [])


def is_ok(fact):
    return fact["status"] == "ok" and fact["value"] is not None


def check_marks(part, label, page, report):
    """A picture has a dot for each shown fact and none for a hidden one; what says so stands in its figure."""
    facts, wrong, dots, series = report["facts"], [], 0, Counter()
    for fact in facts:
        series[tuple(fact[k] for k in SERIES)] += is_ok(fact) and ".." not in fact["year"]
    for figure in page.root.find("figure"):
        if not figure.find("table") or not figure.find("svg"):
            wrong.append(("a figure without picture or table", figure.text()[:80]))
    for svg in page.root.find("svg"):
        if svg.attrs.get("role") != "img":
            continue
        if not svg.attrs.get("aria-label") or svg.within("figure") is None:
            wrong.append(("no text, or no figure", svg.text()[:80]))
        drawn = len(svg.find("circle", "dot"))
        told = [facts[int(n.attrs["data-f"])] for n in svg.walk() if "data-f" in n.attrs]
        dots += drawn
        if "dots" in svg.attrs.get("class", ""):
            expected = sum(is_ok(f) for f in told)
        elif "levels" in svg.attrs.get("class", "") or not told:
            continue
        else:
            expected = series[tuple(told[0][k] for k in SERIES)]
        if drawn != expected:
            wrong.append((drawn, expected, svg.attrs["aria-label"][:100]))
    part.equal(f"{label}: dots are the shown facts", wrong[:3], [])
    part.check(f"{label}: there are dots", dots > 5, dots)


# ---- findings --------------------------------------------------------------------------------------------

def check_findings(part, label, page, report):
    """Each names its facts by place and address, says their numbers, and the page lists them under it."""
    wrong, places = [], {}
    for node in page.root.find("li", "finding"):
        places[node.attrs["id"]] = list(dict.fromkeys(int(n.attrs["data-f"]) for n in node.walk() if "data-f" in n.attrs))
    for finding in report["findings"]:
        named = [report["facts"][x["place"]] for x in finding["facts"]]
        if [{k: f[k] for k in ADDRESS} for f in named] != [{k: x[k] for k in ADDRESS} for x in finding["facts"]]:
            wrong.append((finding["id"], "address and place differ"))
        if [x["place"] for x in finding["facts"]] != places.get(finding["id"]):
            wrong.append((finding["id"], "the page lists others", places.get(finding["id"])))
        if not named or any(f["status"] != "ok" for f in named):
            wrong.append((finding["id"], "a fact that is not shown"))
        numbers = [abs(f[k]) for f in named for k in ("value", "n") if f[k] is not None]
        numbers += [f["value"] * f["n"] for f in named if f["statistic"].partition(":")[0] in ("rate", "at_or_above")]
        text = finding["sentence"]
        for name in names_of(report) + [re.sub(r"\D", "", finding["year"][-7:])]:
            text = text.replace(name, " ") if name and name != finding["sentence"] else text
        text = re.sub(r"the last \d years?|[\d.]+ standard deviations", "", text)
        wrong += [(finding["id"], x, finding["sentence"]) for x in tokens(text) if not is_known(x, numbers)]
    part.equal(f"{label}: findings and their facts", wrong[:3], [])


# ---- text ------------------------------------------------------------------------------------------------

HEADS = {"n": ("n", ""), "count": ("count", ""), "casos": ("count", ""), "rate": ("rate", ""), "tasa": ("rate", ""),
         "mean": ("mean", ""), "promedio": ("mean", ""), "sd": ("sd", ""), "d.e.": ("sd", ""),
         "share": ("at_or_above", ""), "gap": ("difference", "rest"), "brecha": ("difference", "rest")}


def text_tables(text):
    """(outcome, caption, heads, rows) of every table of groups in a text report."""
    lines, outcome = text.splitlines(), ""
    for i, line in enumerate(lines):
        if re.fullmatch("\u2500+", line) and i > 0:
            outcome = lines[i - 1]
        if not re.fullmatch("\u2500+(  \u2500+)+", line):
            continue
        extents = [m.span() for m in re.finditer("\u2500+", line)]
        heads = [lines[i - 1][a:b].strip() for a, b in extents]
        caption = next((x for x in reversed(lines[:i - 1]) if re.search(r", \d{4}-\d{2}$", x)), "")
        rows = []
        for row in lines[i + 1:]:
            if not row or any(row[a:b].strip() for (_, a), (b, _) in zip(extents, extents[1:]) for a, b in [(a, b)]):
                break
            cells = [row[a:b].strip() for a, b in extents]
            if any(cells[1:]):
                rows.append(cells)
            elif rows:
                rows[-1][0] += " " + cells[0]
        yield outcome, caption, heads, rows


def check_text(part, label, text, report):
    """Figures of the tables of groups, by the address that section, caption, row and head give."""
    by = {tuple(f[k] for k in ADDRESS): f for f in report["facts"]}
    outcomes = {o["label"]: (o["name"], "") for o in report["settings"]["outcomes"]}
    outcomes |= {f"{o['label']}, {level} or above": (o["name"], level) for o in report["settings"]["outcomes"]
                 for level in o["levels"]}
    dimensions = {d["label"]: d["name"] for d in report["settings"]["dimensions"]}
    wrong, seen = [], 0
    for outcome, caption, heads, rows in text_tables(text):
        dimension, _, year = caption.rpartition(", ")
        if outcome not in outcomes or dimension not in dimensions or heads[0] not in ("Group", "Grupo"):
            continue
        for row in rows:
            group = {"Todos los estudiantes": "All students", "Desconocido": "Unknown"}.get(row[0], row[0])
            axis = "all" if group == "All students" else dimensions[dimension]
            for head, cell in zip(heads[1:], row[1:]):
                statistic, reference = HEADS.get(head, (None, None))
                if statistic is None or not cell:
                    continue
                name, level = outcomes[outcome]
                of_level = f"{statistic}:{level}" if level and statistic != "n" else statistic
                fact = by.get(("all", "", name, year, axis, group, reference, of_level))
                figure, seen = re.search(r"\d", cell), seen + 1
                if fact is None and not figure:
                    continue
                if fact is None or bool(figure) == (fact["status"] in ("suppressed", "too_few", "not_estimable")) or \
                        (figure and not shows(cell.replace(" %", "%"), fact)):
                    wrong.append((outcome, caption, group, head, cell, fact))
    part.equal(f"{label}: tables are the JSON's", wrong[:3], [])
    part.check(f"{label}: has tables", seen > 50, seen)
    wide = [x for x in text.splitlines() if len(x) > 80]
    part.equal(f"{label}: lines of 80 columns", wide[:2], [])


def check_tokens(part, label, text, report):
    """Every number of a text is a name's, a setting, or some fact's that is shown."""
    names = re.compile("|".join(map(re.escape, names_of(report))) or "$^")
    shown = [f for f in report["facts"] if f["status"] not in ("suppressed", "too_few", "not_estimable")]
    values = [abs(x) for f in shown for x in candidates(f) + [f["n"] or 0]] + known_numbers(report) + [0, 1]
    values = sorted(values + [100 * x for x in values])
    wrong, seen = [], 0
    text = re.sub(r"\s+", " ", text)
    text = names.sub(" ", re.sub(r"[Ll]ast (?:\d|five|eight) years?|settings [0-9a-f]{16}|\(0 is the goal, 1 fully\)|(?<= )\d\. ", " ", text))
    for word in tokens(text):
        plain = word.rstrip("%").replace(",", "")
        half, seen = 0.5 * 10.0 ** -len(plain.partition(".")[2]) * 1.0000001, seen + 1
        at = bisect_left(values, float(plain) - half)
        if at == len(values) or values[at] > float(plain) + half:
            wrong.append((word, text[max(0, text.find(word) - 80):text.find(word) + 40]))
    part.equal(f"{label}: every number is in the JSON", wrong[:4], [])
    part.check(f"{label}: has numbers", seen > 50, seen)


# ---- what is hidden --------------------------------------------------------------------------------------

def without_years(text):
    """The text with no year in it."""
    return re.sub(r"\b20\d\d-\d\d\b", "", text)


def check_hidden(part, label, got, group):
    """In no format a row, a picture or a sentence about a hidden group has a figure."""
    found = []
    page = Tree(got["html"]).root
    for row in page.find("tr"):
        if any(n.tag in ("th", "td") and n.text().split() == group.split() for n in row.walk()):
            found += [("html row", row.text())] if re.search(r"\d", without_years(row.text())) else []
    for svg in page.find("svg"):
        said = svg.attrs.get("aria-label", "")
        if said.startswith(group + ":") and re.search(r"\d", without_years(said)):
            found.append(("html picture", said))
        if said.startswith(group + ":") and (svg.find("circle") or svg.find("rect") or svg.find("path")):
            found.append(("marks in a picture", said))
    for heading, _, rows in tables_of(got["md"]):
        found += [("md", heading, row) for row in rows if group in row and re.search(r"\d", without_years(" ".join(row)))]
    for line in got["txt"].splitlines():
        if line.strip().startswith(group + " ") and re.search(r"\d", without_years(line)):
            found.append(("txt", line))
    sheets = sheets_of(part, label, got["xlsx"])
    for name, table in sheets.items():
        for row in table:
            words = [c for c in row if isinstance(c, str)]
            if group in words and any(isinstance(c, float) for c in row):
                found.append((name, row))
    for fact in got["json"]["facts"]:
        if fact["group"] == group and any(fact[k] is not None for k in ("value", "ci_low", "ci_high", "n")):
            found.append(("json", fact))
    texts = [got["html"], got["md"], got["txt"]] + [str(row) for table in sheets.values() for row in table]
    part.equal(f"{label}: no id", [x[:80] for x in texts if re.search(r"(?<![\d.])000\d{4}(?![\d.])", x)][:2], [])
    said = [f["id"] for f in got["json"]["findings"] if group in f["sentence"]]
    part.equal(f"{label}: no figure of {group}", found[:3], [])
    part.equal(f"{label}: no finding about {group}", said, [])
    met = sum(group in x for x in (got["html"], got["md"], got["txt"])) + any(
        group in row for table in sheets.values() for row in table)
    part.equal(f"{label}: {group} stands in every format as hidden", met, 4)


def outputs(part, label, *args):
    """One run in every format, read back."""
    paths = {e: part.folder / f"{label}.{e}" for e in FORMATS}
    done = run("analyze", *args, "-q", *[x for p in paths.values() for x in ("-o", p)])
    if not part.check(f"{label}: runs", done.rc == 0, done):
        return None
    got = {e: paths[e].read_text("utf-8") for e in ("html", "md", "txt")}
    return dict(got, json=json.loads(paths["json"].read_text("utf-8")), xlsx=paths["xlsx"])


def hidden(part):
    """Random districts with a group of three students a year."""
    for seed in range(20 if SLOW else 2):
        rows = district(seed, students=400, years=3)
        for year in YEARS:
            some = [r for r in rows if r["school_year"] == year]
            for row in some[:400:150]:
                row["race_ethnicity"] = "Verdigon"
        source = part.folder / f"hidden{seed}.csv"
        source.write_bytes(as_csv(rows))
        got = outputs(part, f"hidden {seed}", source, "--by", "race_ethnicity,gender,race_ethnicity*gender", "--year",
                      "school_year", "--outcome", "passed:rate", "--outcome", "score:mean", "--id", "none", "--stats",
                      "basic,effect,trend", "--target", "passed=0.8", "--by-year", "2027-28",
                      *(["--within", "school"] if seed % 2 else []))
        if got:
            check_hidden(part, f"hidden {seed}", got, "Verdigon")
            check_loose(part, f"hidden {seed}", Tree(got["html"]), got["json"])


# ---- a report a unit -------------------------------------------------------------------------------------

def fact_of(facts, **address):
    """The one fact of an address."""
    found = [f for f in facts if all(f[k] == v for k, v in address.items())]
    return found[0] if len(found) == 1 else None


def check_recorded(part, label, report, unit):
    """Who recorded which outcome for how many of how many students, at what level, in which group: five parts, each the unit's."""
    pattern = re.compile(r"(?P<who>.+?) recorded (?P<outcome>.+) for (?P<count>[\d,]+) of (?P<n>[\d,]+) students "
                         r"\((?P<level>[\d.]+%)\) in the group (?P<group>.+) \((?P<dimension>.+?)\), ")
    told, wrong = 0, []
    for finding in report["findings"]:
        if "he district" in finding["sentence"] or not re.search(rf"{re.escape(unit)} recorded ", finding["sentence"]):
            wrong.append(finding["sentence"])
        said = pattern.match(finding["sentence"])
        if said is None:
            continue
        told += 1
        where = {k: finding[k] for k in ("unit_type", "unit", "outcome", "year", "dimension", "group")}
        count = fact_of(report["facts"], statistic="count", reference="", **where)
        rate = fact_of(report["facts"], statistic="rate", reference="", **where)
        group = "*".join(said["group"].split(", "))
        good = count and rate and said["who"] == unit == finding["unit"] and group == finding["group"] and \
            int(said["count"].replace(",", "")) == count["value"] and int(said["n"].replace(",", "")) == rate["n"] and \
            shows(said["level"], rate) and said["outcome"] == finding["outcome"] and said["dimension"] == finding["dimension"]
        if not good:
            wrong.append((finding["sentence"], count, rate))
    part.equal(f"{label}: what the unit recorded", wrong[:2], [])
    return told


def units(part):
    """Each part of --split speaks of its unit, and beside it of everybody."""
    source = part.folder / "units.csv"
    rows = district(5, students=1500, years=2)
    for i, row in enumerate(rows):  # gaps in every school, so that each has something to tell
        if row["passed"] and row["gender"] == "Ferrow" and i % 2:
            row["passed"] = "0"
    source.write_bytes(as_csv(rows))
    base = [source, "--by", "race_ethnicity,gender", "--year", "school_year", "--outcome", "passed:rate", "--id", "none",
            "--split", "school", "-q"]
    told = 0
    for tag in ("en", "es"):
        outs = [x for e in ("json", "html", "txt", "md") for x in ("-o", part.folder / f"u-{tag}.{e}")]
        done = run("analyze", *base, "--lang", tag, *outs)
        part.check(f"split in {tag}: runs", done.rc == 0, done)
        for path in sorted(part.folder.glob(f"u-{tag}-*.json")):
            report = json.loads(path.read_text("utf-8"))
            unit, label = report["about"]["unit"], f"split in {tag}, {report['about']['unit']}"
            told += check_recorded(part, label, report, unit)
            page = Tree(path.with_suffix(".html").read_text("utf-8"))
            check_findings(part, label, page, report)
            line = next((t for t in page.root.find("table") if unit in t.find("caption")[0].text()), None)
            shown = [] if line is None else [report["facts"][int(n.attrs["data-f"])] for n in line.find("td") if "data-f" in n.attrs]
            part.equal(f"{label}: its line and everybody's", [(f["unit_type"], f["unit"], f["statistic"], f["group"]) for f in shown],
                       [(t, u, s, "All students") for t, u in (("school", unit), ("all", "")) for s in ("rate", "n")])
            for kind in (".txt", ".md", ".html"):
                text = path.with_suffix(kind).read_text("utf-8")
                part.check(f"{label}: no sentence of a district in {kind}", not re.search(r"[Tt]he district recorded|[Ee]l distrito registr", text))
    part.check("split: sentences with all five parts", told > 2, told)


def main():
    """The sample in all formats, languages and editions; districts with something to hide; parts a unit."""
    part = Part("pages")
    sample = [DATA / "district.csv", "-c", DATA / "district.json"]
    more = ["--stats", "basic,effect,trend,units", "--within", "school"]
    for label, args in (("sample", []), ("schools", more), ("levels", ["--outcome", "math_level:levels(Below Basic<Basic<Proficient<Advanced)"]),
                        ("internal", ["--edition", "internal", "--stats", "basic,trend"]), ("board", ["--audience", "board"])):
        got = outputs(part, label, *sample, *args)
        if got is None:
            continue
        page = Tree(got["html"])
        check_loose(part, label, page, got["json"])
        check_marks(part, label, page, got["json"])
        check_findings(part, label, page, got["json"])
        if label == "schools":
            planted(part, got)
        check_tokens(part, f"{label}, md", got["md"].replace("\\", ""), got["json"])
        scales = re.compile("^.*\n(?=\u2500+(?:  \u2500+)+$)", re.MULTILINE)  # the heads of tables have the ends of a scale
        check_tokens(part, f"{label}, txt", scales.sub("", got["txt"]), got["json"])
        if label != "board":
            check_settings(part, label, page, got["json"])
            check_text(part, label, got["txt"], got["json"])
    spanish = part.folder / "es.txt"
    done = run("analyze", *sample, "--lang", "es", "-q", "-o", spanish, "-o", part.folder / "es.json")
    if part.check("Spanish text: runs", done.rc == 0, done):
        check_text(part, "Spanish text", spanish.read_text("utf-8"), json.loads((part.folder / "es.json").read_text("utf-8")))
    hidden(part)
    units(part)
    part.finish()


if __name__ == "__main__":
    main()

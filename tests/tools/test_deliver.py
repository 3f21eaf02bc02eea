#!/usr/bin/env python3
"""What is handed out: Markdown and workbooks say what the JSON says, a report a unit says what the whole
says, notes come back as text, audiences read less of the same, and the recipe for cron does what it promises."""

import csv
import fcntl
import io
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import zipfile
from xml.etree import ElementTree

from districts import as_csv, district
from harness import DATA, ROOT, Part, environment, facts, run
from test_html import Page, shows

CONFIG = ["-c", DATA / "district.json"]
ADDRESS = ("unit_type", "unit", "outcome", "year", "dimension", "group", "reference", "statistic")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORDS = {"hidden", "none", "too few", "coded", "bounds", "reference", "\u2013", ""}


def report_of(path):
    return json.loads(pathlib.Path(path).read_text("utf-8"))


# ---- Markdown --------------------------------------------------------------------------------------------

def cells_of(line):
    """The cells of a table's row as GitHub reads them."""
    cells, cell, escaped = [], "", False
    for sign in line.strip()[1:]:
        if escaped:
            cell, escaped = cell + sign, False
        elif sign == "\\":
            escaped = True
        elif sign == "|":
            cells, cell = cells + [cell.strip()], ""
        else:
            cell += sign
    return cells


def tables_of(text):
    """(heading, heads, rows) of every table."""
    found, heading, heads = [], "", None
    lines = text.splitlines()
    for before, line in zip([""] + lines, lines):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif re.fullmatch(r"(\| -+:? )+\|", line) or re.fullmatch(r"(\| ---:? )+\|", line):
            heads = cells_of(before)
            found.append((heading, heads, []))
        elif line.startswith("|") and heads and found and line != before and not before.startswith("#"):
            if before.startswith("|"):
                found[-1][2].append(cells_of(line))
    return found


def check_markdown(part, label, text, report):
    """Every figure of a display stands in the JSON under the address that its row and table say."""
    by = {tuple(fact[key] for key in ADDRESS): fact for fact in report["facts"]}
    about = report.get("about", {"unit_type": "all", "unit": ""})
    outcomes = {o["label"]: o for o in report["settings"]["outcomes"]}
    dimensions = {d["label"]: d for d in report["settings"]["dimensions"]}
    wrong, seen, ragged = [], 0, 0
    for heading, heads, rows in tables_of(text):
        ragged += sum(len(row) != len(heads) for row in rows)
        title = re.fullmatch(r"(.+) by (.+?), (\S+)", heading.replace("\\", ""))
        if not title or title[1] not in outcomes or title[2] not in dimensions or heads[0] != "Group":
            continue
        outcome, dimension, year = outcomes[title[1]], dimensions[title[2]], title[3]
        for row in rows:
            group = row[0]
            axis = "all" if group == "All students" else dimension["name"]
            for head, cell in zip(heads[1:], row[1:]):
                statistic, reference = {"Students": ("n", ""), "Count": ("count", ""), "Rate": ("rate", ""),
                                        "Mean": ("mean", ""), "Average": ("mean", ""),
                                        "Interval": ("rate" if outcome["kind"] == "rate" else "mean", "")}.get(
                    head, ("difference" if head.startswith("Gap") else "to_parity", "rest"))
                fact = by.get((about["unit_type"], about["unit"], outcome["name"], year, axis, group, reference,
                               statistic))
                if not re.search(r"\d", cell):
                    if cell.strip(" ▲▼") not in WORDS or (fact and fact["status"] == "ok" and cell in ("hidden", "")):
                        wrong.append((heading, group, head, cell, fact))
                    continue
                seen += 1
                if fact is None or fact["status"] in ("suppressed", "too_few", "not_estimable") or not shows(cell, fact):
                    wrong.append((heading, group, head, cell, fact))
    part.equal(f"{label}: figures are the JSON's", wrong[:3], [])
    part.equal(f"{label}: rows have a cell for each head", ragged, 0)
    part.check(f"{label}: shows figures", seen > 10, seen)
    return seen


def markdown(part):
    for label, args in (("md", []), ("md internal", ["--edition", "internal"]), ("md family", ["--audience", "family"]),
                        ("md board", ["--audience", "board"])):
        paths = [part.folder / f"{label}.{e}".replace(" ", "-") for e in ("md", "json")]
        got = run("analyze", DATA / "district.csv", *CONFIG, *args, "-q", "-o", paths[0], "-o", paths[1])
        if part.equal(f"{label}: status", (got.rc, got.err), (0, b"")):
            text = paths[0].read_text("utf-8")
            check_markdown(part, label, text, report_of(paths[1]))
            part.equal(f"{label}: banner", "INTERNAL EDITION" in text, label == "md internal")
    names = ["<script>alert(1)</script>", "a|b", "*bold* _it_ `code`", "[x](http://example.org)", "# head", "- item",
             "1. one", "&amp;", "\u202eright to left", "a\\|b", "www.example.org", "@someone"]
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["id", "group", "passed"])
    for n, name in enumerate(names * 40):
        rows.writerow([n, name, (n * 7 % 5) % 2])
    path, report = part.folder / "awkward.csv", part.folder / "awkward.json"
    path.write_text(out.getvalue(), "utf-8")
    got = run("analyze", path, "--by", "group", "--outcome", "passed:rate", "--id", "id", "--year", "none", "-q",
              "-o", part.folder / "awkward.md", "-o", report)
    if not part.equal("md awkward: status", (got.rc, got.err), (0, b"")):
        return
    text = (part.folder / "awkward.md").read_text("utf-8")
    shown = [row[0] for _, heads, rows in tables_of(text) for row in rows if heads[0] == "Group" and len(heads) > 4]
    part.equal("md awkward: names come back", sorted(shown),
               sorted(["All students"] + [x.replace("\u202e", "\ufffd") for x in names]))
    plain = re.sub(r"\\.", "", text)
    part.equal("md awkward: nothing of a name is markup", re.findall(r"<script|</|\]\(|http://|www\.|@s", plain), [])


# ---- workbook --------------------------------------------------------------------------------------------

def column_of(reference):
    n = 0
    for sign in re.match(r"[A-Z]+", reference)[0]:
        n = n * 26 + ord(sign) - 64
    return n - 1


def sheets_of(part, label, path):
    """{name: [[cell]]}: numbers as float, text as str; checks what no sheet may hold."""
    book = zipfile.ZipFile(path)
    names = book.namelist()
    part.equal(f"{label}: no link, macro or data connection",
               [n for n in names if re.search(r"externalLink|vbaProject|connections|embeddings", n)], [])
    part.equal(f"{label}: nothing outside is named", [n for n in names if n.endswith(".rels") and
                                                      b'TargetMode="External"' in book.read(n)], [])
    strings = []
    if "xl/sharedStrings.xml" in names:
        root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        strings = ["".join(t.text or "" for t in item.iter(SHEET + "t")) for item in root.iter(SHEET + "si")]
    root = ElementTree.fromstring(book.read("xl/workbook.xml"))
    sheets, formulas, hidden = {}, 0, 0
    for number, sheet in enumerate(root.iter(SHEET + "sheet"), 1):
        hidden += sheet.get("state", "visible") != "visible"
        body = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
        formulas += len(list(body.iter(SHEET + "f")))
        hidden += sum(x.get("hidden") == "1" for tag in ("row", "col") for x in body.iter(SHEET + tag))
        table = []
        for row in body.iter(SHEET + "row"):
            cells = {}
            for cell in row.iter(SHEET + "c"):
                value = cell.find(SHEET + "v")
                if value is None:
                    inline = cell.find(SHEET + "is")
                    if inline is not None:
                        cells[column_of(cell.get("r"))] = "".join(t.text or "" for t in inline.iter(SHEET + "t"))
                elif cell.get("t") == "s":
                    cells[column_of(cell.get("r"))] = strings[int(value.text)]
                elif cell.get("t") in (None, "n"):
                    cells[column_of(cell.get("r"))] = float(value.text)
                else:
                    cells[column_of(cell.get("r"))] = value.text
            table.append([cells.get(c, "") for c in range(max(cells, default=-1) + 1)])
        sheets[sheet.get("name")] = table
    part.equal(f"{label}: no formula", formulas, 0)
    part.equal(f"{label}: nothing hidden", hidden, 0)
    return sheets


def check_facts_sheet(part, label, table, report):
    """Row by row what the JSON has, to the last digit."""
    wrong = []
    part.equal(f"{label}: as many facts", len(table) - 1, len(report["facts"]))
    for row, fact in zip(table[1:], report["facts"]):
        row = row + [""] * (16 - len(row))
        numbers = [fact[key] for key in ("value", "ci_low", "ci_high", "p_value", "p_adjusted", "n")]
        texts = [fact[key] or "" for key in ADDRESS]
        same = row[:8] == texts and row[14] == fact["status"] and row[15] == (fact["note"] or "")
        for cell, number in zip(row[8:14], numbers):
            same = same and (cell == "" if number is None else isinstance(cell, float) and abs(cell - number) <= 1e-15 * abs(number))
        if not same:
            wrong.append((row, fact))
    part.equal(f"{label}: every cell is the JSON's", wrong[:2], [])


def check_outcome_sheets(part, label, sheets, report):
    """Rates, means, counts and gaps of each outcome's own sheet."""
    by = {tuple(fact[key] for key in ADDRESS): fact for fact in report["facts"]}
    wrong, seen = [], 0
    dimensions = {d["label"]: d["name"] for d in report["settings"]["dimensions"]}
    for outcome in report["settings"]["outcomes"]:
        name = re.sub(r"[\[\]:*?/\\]", "", outcome["label"])[:31].strip()
        table = next((t for n, t in sheets.items() if n.startswith(name[:24]) and t and "Students" in t[0]), None)
        if table is None:
            wrong.append(("no sheet", outcome["label"]))
            continue
        for row in table[1:]:
            line = dict(zip(table[0], row))
            for head, statistic, reference in (("Students", "n", ""), ("Count", "count", ""), ("Rate", "rate", ""),
                                               ("Mean", "mean", ""), ("Gap", "difference", "rest"),
                                               ("Gap, in points", "difference", "rest")):
                fact = by.get(("all", "", outcome["name"], line["Year"],
                               dimensions.get(line["Dimension"], "all"), line["Group"], reference, statistic))
                cell = line.get(head, "")
                if not isinstance(cell, float):
                    if fact and fact["status"] == "ok" and head in line:
                        wrong.append((outcome["label"], head, line, fact))
                    continue
                seen += 1
                scale = 100 if head == "Gap, in points" else 1
                if not fact or fact["status"] != "ok" or abs(cell - scale * fact["value"]) > 1e-12 * max(1, abs(cell)):
                    wrong.append((outcome["label"], head, line, fact))
    part.equal(f"{label}: sheets of outcomes are the JSON's", wrong[:2], [])
    part.check(f"{label}: sheets of outcomes show figures", seen > 100, seen)


def office(part, path, table):
    """LibreOffice reads the same numbers, and ids keep their zeros."""
    program = shutil.which("soffice")
    if not program:
        part.skip("workbook: LibreOffice reads it", "soffice is not installed")
        return
    folder = part.folder / "office"
    folder.mkdir()
    export = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1'
    home = tempfile.mkdtemp(dir=part.folder)
    done = subprocess.run([program, "--headless", f"-env:UserInstallation=file://{home}/profile", "--convert-to", export,
                           "--outdir", str(folder), str(path)], capture_output=True, timeout=240, check=False,
                          env=dict(environment(), HOME=home))
    found = [x for x in folder.glob("*.csv") if "All facts" in x.name]
    if not part.check("workbook: LibreOffice converts it", done.returncode == 0 and found, done.stderr[-300:]):
        return
    rows = list(csv.reader(io.StringIO(found[0].read_text("utf-8"), newline="")))
    wrong = []
    for mine, theirs in zip(table, rows):
        mine = mine + [""] * (16 - len(mine))
        for a, b in zip(mine, theirs + [""] * (16 - len(theirs))):
            if isinstance(a, float):
                if b == "" or abs(float(b) - a) > 1e-9 * max(1.0, abs(a)):
                    wrong.append((a, b))
            elif a != b:
                wrong.append((a, b))
    part.equal("workbook: LibreOffice has as many rows", len(rows), len(table))
    part.equal("workbook: LibreOffice has the same cells", wrong[:3], [])


def workbook(part):
    for label, args in (("workbook", []), ("workbook of schools", ["--within", "school"])):
        paths = [part.folder / f"{label}{n}.xlsx" for n in (1, 2)]
        for path in paths:
            run("analyze", DATA / "district.csv", *CONFIG, *args, "-q", "-o", path, "-o", part.folder / f"{label}.json")
        if not part.check(f"{label}: is written", all(p.exists() for p in paths)):
            continue
        part.equal(f"{label}: the same bytes again", paths[0].read_bytes() == paths[1].read_bytes(), True)
        report = report_of(part.folder / f"{label}.json")
        sheets = sheets_of(part, label, paths[0])
        check_facts_sheet(part, label, sheets["All facts"], report)
        check_outcome_sheets(part, label, sheets, report)
        ids = [row[0] for row in sheets["Findings"][1:]]
        part.equal(f"{label}: findings", ids, [x["id"] for x in report["findings"]])
        if not args:
            office(part, paths[0], sheets["All facts"])


# ---- a report a unit -------------------------------------------------------------------------------------

def split(part):
    folder = part.folder / "split"
    folder.mkdir()
    source = folder / "rows.csv"
    source.write_bytes(as_csv(district(3)))
    base = ["analyze", source, "--by", "race_ethnicity,gender", "--year", "school_year", "--outcome", "passed:rate",
            "--outcome", "score:mean", "--id", "none", "-q"]
    whole = run(*base, "--within", "school", "-f", "csv")
    rows = facts(whole.out)
    line = [r for r in rows if r["unit_type"] == "all" and r["dimension"] == "all"]
    units = list(dict.fromkeys(r["unit"] for r in rows if r["unit_type"] == "school" and r["unit"]))
    endings = ("csv", "json", "html", "txt", "md", "xlsx")
    got = run(*base, "--split", "school", *[x for e in endings for x in ("-o", folder / f"r.{e}")])
    part.equal("split: status", (got.rc, got.err), (0, b""))
    files = sorted(p.name for p in folder.iterdir() if p.name != "rows.csv")
    part.equal("split: a file a unit and format, and no other", len(files), len(units) * len(endings))
    part.equal("split: file names", [f for f in files if not re.fullmatch(r"r-[a-z0-9]+(-[a-z0-9]+)*\.\w+", f)], [])
    told = []
    for path in sorted(folder.glob("r-*.csv")):
        report = report_of(path.with_suffix(".json"))
        unit = report["about"]["unit"]
        told.append(unit)
        part.equal(f"split {unit}: facts are the whole's", facts(path.read_bytes()),
                   line + [r for r in rows if r["unit_type"] == "school" and r["unit"] == unit])
        page = Page(path.with_suffix(".html").read_text("utf-8"))
        wrong = [(place, text) for place, text in page.figures if not shows(text, report["facts"][place])]
        part.equal(f"split {unit}: figures of the page", wrong[:3], [])
        part.equal(f"split {unit}: findings are its own", [f["id"] for f in report["findings"] if f["unit"] != unit], [])
        other = [u for u in units if u != unit and not u.startswith(unit) and not unit.startswith(u)]
        text = path.with_suffix(".md").read_text("utf-8") + path.with_suffix(".txt").read_text("utf-8")
        part.equal(f"split {unit}: names no other unit", [u for u in other if u in text], [])
    part.equal("split: every unit once", sorted(told), sorted(units))
    checked = run("audit", *sorted(folder.glob("r-*.csv")))
    part.equal("split: nothing can be computed back from all parts", checked.rc, 0)
    refusals(part, base, folder)


def refusals(part, base, folder):
    before = sorted(p.name for p in folder.iterdir())
    for label, args, rc, word in (
            ("standard output", ["--split", "school", "-f", "csv"], 2, b"-o"),
            ("a device", ["--split", "school", "-o", "/dev/null", "-f", "csv"], 2, b"--split"),
            ("no such column", ["--split", "scool", "-o", folder / "x.csv"], 2, b"school"),
            ("since", ["--split", "school", "--since", next(folder.glob("*.json")), "-o", folder / "x.csv"], 2, b"compare"),
            ("no folder", ["--split", "school", "-o", folder / "nowhere" / "x.csv"], 1, b"nowhere")):
        got = run(*base, *args)
        part.check(f"split, {label}: refused", got.rc == rc and word in got.err and got.err.count(b"\n") == 1, got)
    part.equal("split, refused: nothing was written", sorted(p.name for p in folder.iterdir()), before)
    taken = folder / "x-a.csv"
    taken.write_text("school,passed\nA,1\nA,0\n")
    got = run("analyze", taken, "--outcome", "passed:rate", "--year", "none", "--id", "none", "--split", "school", "-o",
              folder / "x.csv", "--edition", "internal")
    part.check("split: an input is not written over", got.rc == 2 and taken.read_text().startswith("school"), got)
    alike = folder / "alike.csv"
    alike.write_text("school,passed\n" + "".join(f"{s},{n % 2}\n" for s in
                                                 ("Peña High", "pena-high", "PENA  HIGH!", "Pena High 2", "\u5b66\u6821", "O'Brien")
                                                 for n in range(30)), "utf-8")
    got = run("analyze", alike, "--outcome", "passed:rate", "--year", "none", "--split", "school", "-q", "-o", folder / "u.csv")
    names = {p.name: facts(p.read_bytes())[-1]["unit"] for p in folder.glob("u-*.csv")}
    part.equal("split: names alike are told apart", sorted(names),
               ["u-obrien.csv", "u-pena-high-2.csv", "u-pena-high-3.csv", "u-pena-high-4.csv", "u-pena-high.csv", "u-unit.csv"]
               if got.rc == 0 else got)
    part.equal("split: each unit has a file", len(set(names.values())), 6)


# ---- notes and audiences ---------------------------------------------------------------------------------

def notes(part):
    first = run("analyze", DATA / "district.csv", *CONFIG, "-q", "-f", "json")
    ids = [f["id"] for f in json.loads(first.out)["findings"]]
    said = "=cmd|' /C calc'!A0 <b onclick=\"x\">| *star*\nnext line \u202e"
    path = part.folder / "notes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([["Finding", "Role", "Text"], [ids[0], "principal", said], [ids[1], "", "plain words"],
                        ["F-00000000", "x", "to nobody"], ["Maria Lopez", "x", "secret remark"], [ids[1], "aide", " "]])
    out = {e: part.folder / f"noted.{e}" for e in ("json", "html", "md", "txt", "xlsx", "csv")}
    got = run("analyze", DATA / "district.csv", *CONFIG, "--notes", path, *[x for p in out.values() for x in ("-o", p)])
    part.equal("notes: status", got.rc, 0)
    told = [x for x in got.err.decode().splitlines() if "notes.csv" in x]
    part.check("notes: unknown ids are told in one line", len(told) == 1 and "2 notes" in told[0] and "F-00000000" in told[0], told)
    part.equal("notes: no cell is repeated", "Maria" in got.err.decode() or "secret" in got.err.decode(), False)
    report = report_of(out["json"])
    part.equal("notes: JSON", [f.get("notes") for f in report["findings"][:3]],
               [[{"role": "principal", "text": said.replace("\n", " ")}], [{"role": "", "text": "plain words"}], None])
    texts = {e: p.read_text("utf-8") for e, p in out.items() if e not in ("xlsx", "csv")}
    part.equal("notes: HTML shows them as text", "&lt;b onclick=" in texts["html"] and "<b onclick" not in texts["html"], True)
    part.equal("notes: no direction character passes", [e for e in ("html", "md", "txt") if "\u202e" in texts[e]], [])
    part.equal("notes: in every format", [e for e in ("html", "md", "txt") if "plain words" not in texts[e]], [])
    cells = [c for t in sheets_of(part, "notes", out["xlsx"]).values() for row in t for c in row]
    part.equal("notes: the workbook has them as text", sum("plain words" in str(c) for c in cells), 1)
    plain = run("analyze", DATA / "district.csv", *CONFIG, "-q", "-f", "csv")
    part.equal("notes: figures stay", out["csv"].read_bytes() == plain.out, True)
    config = part.folder / "noted.config.json"
    config.write_text(json.dumps({"notes": str(path), "audience": "board"}))
    same = run("analyze", DATA / "district.csv", *CONFIG, "-c", config, "-q", "-f", "json")
    part.equal("notes: from a config", same.out == out["json"].read_bytes(), True)
    for label, text, rc in (("no columns", "a,b\n1,2\n", 3), ("an open quote", 'finding,text\nF-1,"x\n', 3),
                            ("too long", "finding,text\nF-1," + "x" * 5000 + "\n", 3)):
        bad = part.folder / "bad.csv"
        bad.write_text(text)
        got = run("analyze", DATA / "district.csv", *CONFIG, "--notes", bad, "-q", "-f", "json")
        part.check(f"notes, {label}: refused by name", got.rc == rc and b"bad.csv" in got.err and not got.out, got)
    got = run("analyze", DATA / "district.csv", *CONFIG, "--notes", path, "-o", path)
    part.equal("notes: not written over", got.rc, 2)


def audiences(part):
    pages = {}
    for who in ("team", "board", "family"):
        paths = [part.folder / f"for-{who}.{e}" for e in ("html", "json", "md", "txt")]
        got = run("analyze", DATA / "district.csv", *CONFIG, "--audience", who, "-q", *[x for p in paths for x in ("-o", p)])
        part.equal(f"audience {who}: status", (got.rc, got.err), (0, b""))
        text = paths[0].read_text("utf-8")
        page, report = Page(text), report_of(paths[1])
        pages[who] = (page, paths, text)
        wrong = [(n, x) for n, x in page.figures if not shows(x, report["facts"][n])]
        part.equal(f"audience {who}: figures are the JSON's", wrong[:2], [])
        part.equal(f"audience {who}: links lead somewhere", [x for x in page.links if x[1:] not in page.ids], [])
        part.equal(f"audience {who}: elements close", page.faults, [])
    part.equal("audience: the same JSON", len({p[1][1].read_bytes() for p in pages.values()}), 1)
    for at in (0, 2, 3):
        sizes = [pages[who][1][at].stat().st_size for who in ("team", "board", "family")]
        part.check(f"audience: fewer words ({pages['team'][1][at].suffix})", sizes[0] > sizes[1] > sizes[2], sizes)
    for who in ("board", "family"):
        part.check(f"audience {who}: ids are the team's", {x for x in pages[who][0].ids if x.startswith("F-")} <=
                   set(pages["team"][0].ids))
    family = re.sub(r"<[^>]+>", " ", pages["family"][2]) + pages["family"][1][2].read_text("utf-8")
    part.equal("audience family: no jargon", re.findall(r"(?i)p-value|standard deviation|interval|adjusted|confidence", family.split("}")[-1]), [])


# ---- cron ------------------------------------------------------------------------------------------------

def cron(part):
    text = (ROOT / "docs" / "cron.md").read_text("utf-8")
    script = re.search(r"^```sh\n(.*?)^```$", text, re.M | re.S)[1]
    if not shutil.which("flock"):
        part.skip("cron: the recipe runs", "flock is not installed")
        return
    home = part.folder / "cron"
    (home / "exports").mkdir(parents=True)
    shutil.copy(DATA / "district.csv", home / "exports")
    shutil.copy(DATA / "district.json", home)
    program = part.folder / "equity-report"
    program.write_text(script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def go(month, **more):
        env = environment({"EQUITY_HOME": str(home), "EQUITY_MONTH": month, **more})
        done = subprocess.run([str(program)], env=env, cwd="/", capture_output=True, timeout=120, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    def state():
        return {p.name: p.read_bytes() for p in (home / "reports").iterdir() if p.suffix in (".json", ".html", ".xlsx", ".csv")
                and not p.is_symlink()}

    part.equal("cron: silent", go("2025-01"), (0, ""))
    first = state()
    part.equal("cron: dated files", sorted(first), [f"2025-01.{e}" for e in ("csv", "html", "json", "xlsx")])
    part.equal("cron: silent again", go("2025-01"), (0, ""))
    part.equal("cron: the same bytes again", state() == first, True)
    part.equal("cron: the next month", go("2025-02"), (0, ""))
    since = report_of(home / "reports" / "2025-02.json")["since"]
    part.equal("cron: says what changed since", (since["before"], since["counts"].get("moved")), ("2025-01.json", 0))
    part.equal("cron: latest", os.readlink(home / "reports" / "latest.html"), "2025-02.html")
    kept = state()
    (home / "exports" / "district.csv").write_text("nothing\n")
    rc, said = go("2025-03")
    part.check("cron: one line on failure", rc in (2, 3) and said.startswith("equity-report: ") and said.count("\n") == 1, (rc, said))
    part.equal("cron: the reports stay on failure", state() == kept, True)
    shutil.copy(DATA / "district.csv", home / "exports")
    with open(home / "reports" / ".lock", "w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        rc, said = go("2025-03")
    part.check("cron: one at a time", rc == 1 and "still at work" in said and said.count("\n") == 1, (rc, said))
    mailer = part.folder / "bin"
    mailer.mkdir()
    (mailer / "mutt").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" > "{part.folder}/mailed"\ncat > /dev/null\n')
    (mailer / "mutt").chmod(0o755)
    path = f"{mailer}:{environment()['PATH']}"
    part.equal("cron: retention and mail", go("2025-04", EQUITY_KEEP="2", EQUITY_MAIL="team@district.example", PATH=path), (0, ""))
    part.equal("cron: the newest stay", sorted({n[:7] for n in state()}), ["2025-02", "2025-04"])
    part.check("cron: mailed", "reports/2025-04.html" in (part.folder / "mailed").read_text())
    os.utime(home / "exports" / "district.csv", (0, 0))
    rc, said = go("2025-05")
    part.check("cron: an old export is told", rc == 1 and "no file of the last" in said and said.count("\n") == 1, (rc, said))
    units(part, text, program)


def units(part, text, program):
    """systemd reads the service and the timer."""
    verify = shutil.which("systemd-analyze")
    if not verify:
        part.skip("cron: systemd reads the units", "systemd-analyze is not installed")
        return
    blocks = re.findall(r"^```ini\n(.*?)^```$", text, re.M | re.S)
    for name, block in zip(("equity-report.service", "equity-report.timer"), blocks):
        (part.folder / name).write_text(block.replace("/usr/local/bin/equity-report", str(program)).replace("User=equity\n", ""))
    done = subprocess.run([verify, "verify", "--man=no", "equity-report.service", "equity-report.timer"], cwd=part.folder,
                          capture_output=True, timeout=60, check=False)
    complaints = [x for x in (done.stdout + done.stderr).decode().splitlines() if "equity-report" in x]
    part.equal("cron: systemd reads the units", complaints, [])


def main():
    part = Part("deliver")
    markdown(part)
    workbook(part)
    split(part)
    notes(part)
    audiences(part)
    cron(part)
    part.finish()


if __name__ == "__main__":
    main()

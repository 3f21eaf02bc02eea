#!/usr/bin/env python3
"""Files as they arrive: the same students out of every dialect and encoding, and what each fixture of an oddity shows."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from dialects import STUDENTS, dialects, text
from harness import ROOT, SHARED, Part, facts, run

QUIRKS = SHARED / "quirks"
INTERNAL = ["-f", "csv", "--edition", "internal"]

# Fixtures that hold the same seven students.
SEVEN = ["utf8_bom_crlf.csv", "windows1252.csv", "utf16le_bom_tab.txt", "semicolon.csv", "caret.txt", "cr_only_mac.csv",
         "no_final_newline.csv", "sep_line.csv", "preamble_and_footer.csv", "pipe.psv", "macroman.csv", "gzipped.csv.gz"]
SEVEN_ASK = ["--outcome", "Days Absent:mean", "--outcome", "Math Level:levels(1<2<3<4)", "--by",
             "Race,EL,IEP,FRL,Gender,Race*Gender", "--within", "School,Grade", "--stats", "all", *INTERNAL]
# Two of them are in the grades 07 and 7, which is all there is to say.
ONE_GRADE = re.compile(rb'equitygap: column "Grade": 1 group is called like another [^\n]*\n')
# Of the seven, by hand: 21 + 4 + 9 + 0 + 3 + 17 + 18 days; levels 2, 3 and 4, the others blank, NULL, "." and -99.
SEVEN_FACTS = {
    ("all", "Days Absent", "all", "n"): 7,
    ("all", "Days Absent", "all", "mean"): 72 / 7,
    ("all", "Math Level", "all", "n"): 3,
    ("all", "Math Level", "all", "missing"): 4,
    ("all", "Math Level", "all", "share:4"): 1 / 3,
    ("Peñasco Middle", "Days Absent", "all", "mean"): (0 + 3 + 17 + 18) / 4,
    ("Lincoln Elementary", "Days Absent", "all", "n"): 3,
}
# The others: arguments, and facts by (dimension, group, year, statistic), or the status and words of the refusal.
OTHERS = {
    "aggregate_suppressed.csv": (
        ["--counts", "n=Tested,rate=Pct Proficient", "--group-column", "Student Group", "--within", "School Code"],
        {("all", "All students", "2023-24", "n"): 1204, ("gender", "Male", "2023-24", "n"): 0,
         ("race_ethnicity", "Asian", "2023-24", "n"): "interval", ("race_ethnicity", "Asian", "2023-24", "rate"): "suppressed",
         ("race_ethnicity", "Hispanic/Latino", "2023-24", "rate"): "interval"}),
    "dup_and_padded_headers.csv": (["--outcome", "Grade:mean", "--by", "Race"], (2, "two columns have this name")),
    "embedded_newline_quotes.csv": (["--outcome", "Hispanic:rate"], {("all", "All students", "", "rate"): 0.5}),
    "empty.csv": ([], (3, "the file is empty")),
    "excel_mangled_ids.csv": (["--outcome", "Grade:mean", "--by", "Band"],
                              {("all", "All students", "", "n"): 2, ("Band", "4-May", "", "n"): 1}),
    "excel_text_ids.csv": (["--outcome", "Grade:mean", "--by", "School"], {("School", "Lincoln", "", "mean"): 3}),
    "formula_injection.csv": (["--outcome", "Grade:mean", "--by", "School"],
                              {("School", "'@Lincoln", "", "n"): 1,
                               ("School", "'=HYPERLINK(\"http://example.invalid\",\"x\")", "", "n"): 1}),
    "header_only.csv": (["--outcome", "Grade:mean"], (3, "no record under it")),
    "map_two_file_results.csv": (["--outcome", "TestRITScore:mean", "--where", "GrowthMeasureYN=TRUE"],
                                 {("all", "All students", "", "mean"): 207}),
    "map_two_file_roster.csv": (["--outcome", "Grade:mean", "--within", "SchoolName"],
                                {("all", "All students", "", "n"): 2}),
    "multi_enrolment.csv": (["--outcome", "Days Absent:mean"], (3, "--collapse .*--per row")),
    "nul_and_ctrlz.csv": (["--outcome", "School:rate(Peary)"], {("all", "All students", "", "rate"): 1}),
    "race_campus_fed.csv": (["--outcome", "student.gender:rate(F)"],
                            {("student.raceEthnicityFed", "Hispanic/Latino", "", "n"): 1,
                             ("student.raceEthnicityFed", "Two or more races", "", "n"): 1,
                             ("student.raceEthnicityFed", "White", "", "n"): 1}),
    "race_flags_oneroster.csv": (["--outcome", "sex:rate(female)"],
                                 {("race_ethnicity", "Hispanic/Latino", "", "n"): 1,
                                  ("race_ethnicity", "Two or more races", "", "n"): 1,
                                  ("race_ethnicity", "Unknown", "", "n"): 2}),
    "race_multivalue.csv": (["--outcome", "lunchstatus:rate(F)"],
                            {("race", "Hispanic/Latino", "", "n"): 1, ("race", "Two or more races", "", "n"): 1,
                             ("race", "Unknown", "", "n"): 1}),
    "race_positional_string.csv": (["--outcome", "Gender:rate(F)", "--by", "Ethnicity String"],
                                   {("Ethnicity String", "0010000 0", "", "n"): 1}),
    "ragged_trailing_commas.csv": (["--outcome", "Grade:mean"], {("all", "All students", "", "n"): 2}),
    "single_quoted_header.csv": (["--outcome", "assessment_scale_score:mean"], {("all", "All students", "", "mean"): 222}),
    "wide_terms.csv": (["--melt", "term=Fall,Winter", "--year", "term", "--outcome",
                        "risk=CBMR-English Risk Level:rate(lowRisk|AD)"], {("all", "All students", "Fall", "rate"): 0.5}),
    "year_formats.csv": (["--outcome", "rate:mean", "--year", "SchoolYear"],
                         {("all", "All students", "2023-24", "n"): 8, ("all", "All students", "2024", "n"): 1,
                          ("all", "All students", "2006 Aug", "n"): 1}),
}
# What profile counts of a file: lines and records set aside.
COUNTED = {
    "preamble_and_footer.csv": {"records": 7, "preamble": 3, "footer": 1, "blank": 1},
    "sep_line.csv": {"records": 7, "preamble": 0},
    "nul_and_ctrlz.csv": {"records": 1, "rejected": 1},
    "ragged_trailing_commas.csv": {"records": 2, "rejected": 1, "blank": 1},
    "windows1252.csv": {"records": 7, "damaged_encoding": 0, "encoding": "Windows-1252"},
    "macroman.csv": {"encoding": "MacRoman"},
    "utf16le_bom_tab.txt": {"encoding": "UTF-16LE", "delimiter": "\t"},
    "gzipped.csv.gz": {"compression": "gzip"},
}


def seven(part):
    """The facts of the seven students, equal to the byte and equal to a hand count."""
    reports = {name: run("analyze", QUIRKS / name, *SEVEN_ASK) for name in SEVEN}
    first = reports[SEVEN[0]]
    found = {}
    for row in facts(first.out):
        if row["group"] == "All students":
            found.setdefault((row["unit"] or "all", row["outcome"], "all", row["statistic"]), row["value"])
    for address, want in SEVEN_FACTS.items():
        part.close(f"seven students: {address}", found.get(address), want)
    for name, report in reports.items():
        part.check(f"seven students: {name}", report.rc == 0 and report.out == first.out and ONE_GRADE.fullmatch(report.err),
                   report)
        piped = run("analyze", "-", *SEVEN_ASK, stdin=(QUIRKS / name).read_bytes())
        part.check(f"seven students: {name} through a pipe", piped.out == first.out, piped)


def others(part):
    """What every other fixture shows."""
    for name, (arguments, want) in OTHERS.items():
        report = run("analyze", QUIRKS / name, *arguments, *INTERNAL)
        if isinstance(want, tuple):
            message = report.err.decode("utf-8")
            part.check(f"{name}: is refused", report.rc == want[0] and re.search(want[1], message) and
                       message.count("\n") == 1 and not report.out, report)
            continue
        rows = {(r["dimension"], r["group"], r["year"], r["statistic"]): r for r in reversed(facts(report.out))}
        part.check(f"{name}: is read", report.rc == 0, report)
        for address, expected in want.items():
            row = rows.get(address, {})
            if isinstance(expected, str):
                part.equal(f"{name}: {address}", row.get("status"), expected)
            else:
                part.close(f"{name}: {address}", row.get("value"), expected)
    for name, want in COUNTED.items():
        report = run("profile", QUIRKS / name, "--json", "--edition", "internal")
        told = json.loads(report.out)["files"][0] if report.rc == 0 else {}
        for key, value in want.items():
            part.equal(f"{name}: profile counts {key}", told.get(key), value)


def every_fixture(part):
    """A fixture that nobody tests is an oddity that nobody reads."""
    there = {path.name for path in QUIRKS.iterdir() if path.suffix != ".py"}
    part.equal("every fixture has its test", there - set(SEVEN) - set(OTHERS), set())


def one_table(part):
    """The same students out of every way to write them."""
    ask = ["--outcome", "Days Absent:mean", "--outcome", "Math Level:levels(1<2<3<4)", "--by", "Race,Gender", "--within",
           "School", *INTERNAL]
    want = run("analyze", "-", *ask, stdin=text().encode())
    values = {(r["unit"], r["outcome"], r["dimension"], r["statistic"]): r["value"] for r in facts(want.out)}
    absent = [int(row[4]) for row in STUDENTS[1:]]
    part.close("dialects: mean", values.get(("", "Days Absent", "all", "mean")), sum(absent) / len(absent))
    part.check("dialects: the names are whole", {row[1].replace("\n", " ") for row in STUDENTS[1:]} ==
               {row["unit"] for row in facts(want.out) if row["unit"]}, {row["unit"] for row in facts(want.out)})

    def one(item):
        name, data, arguments = item
        return name, run("analyze", "-", *ask, *arguments, stdin=data)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for name, report in pool.map(one, dialects()):
            part.check(f"dialects: {name}", report.rc == 0 and report.out == want.out and not report.err, report)


def columns(part):
    """As many columns as anybody has been seen to send, and blank names among them."""
    names = ["school", "", "passed"] + [f"c{i}" for i in range(2132)]
    rows = [["A", "x", "1"] + ["y"] * 2132, ["A", "", "0"] + [""] * 2132]
    data = "\n".join(",".join(row) for row in [names, *rows]).encode()
    report = run("analyze", "-", "--outcome", "passed:rate", "--stats", "rate", *INTERNAL, stdin=data)
    part.check("2,135 columns are read", report.rc == 0 and any(row["value"] == "0.5" for row in facts(report.out)), report)
    report = run("profile", "-", "--json", stdin=data)
    part.check("2,135 columns are profiled", report.rc == 0 and len(json.loads(report.out)["columns"]) >= 2134, report)


def numbers(part):
    """Numbers as spreadsheets write them."""
    for cell, want in (('"1,007"', 1007), ("9%", 0.09), ('"$31,141.72 "', 31141.72), ("67.400000000000006", 67.4),
                       (" 12 ", 12), ('="15"', 15), ("1.5E+02", 150)):
        report = run("analyze", "-", "--outcome", "score:mean", "--stats", "mean", *INTERNAL,
                     stdin=f"gender,score\nF,{cell}\nM,{cell}\n".encode())
        found = [row["value"] for row in facts(report.out) if row["group"] == "All students"]
        part.check(f"a cell {cell}", report.rc == 0 and found and abs(float(found[0] or "nan") - want) < 1e-4 * want,
                   f"{report} {found}")


def ids(part):
    """Ids are text: zeros count, and the ways to keep them are one."""
    rows = "".join(f"{key},{i % 2}\n" for i, key in enumerate(('="00123"', "'00124", "00125", '"=""00126"""', "127")))
    (part.folder / "results.csv").write_text("student_id,passed\n" + rows)
    (part.folder / "roster.csv").write_text("student_id,gender\n00123,F\n00124,F\n00125,F\n00126,F\n00127,M\n")
    report = run("analyze", part.folder / "results.csv", "--roster", part.folder / "roster.csv", "--key", "student_id",
                 "--outcome", "passed:rate", "--by", "gender", "--stats", "n", *INTERNAL)
    counts = {row["group"]: row["value"] for row in facts(report.out)}
    part.equal("ids with zeros find theirs, ids without do not", {k: counts.get(k) for k in ("F", "M", "Unknown")},
               {"F": "4", "M": None, "Unknown": "1"})


TITLES = "Student,Student,Student,Mathematics,Mathematics\n"
NAMES = "student_id,school,gender,passed,score\n"
ROWS = "".join(f"00{i},Lincoln,{'FM'[i % 2]},{i % 3 == 0:d},{400 + i}\n" for i in range(12))


def titles(part):
    """Headings in two rows: the last one above the data is the header; and what looks like that and is not."""
    ask = ["--outcome", "score:mean", "--by", "gender", *INTERNAL]
    want = run("analyze", "-", *ask, stdin=(NAMES + ROWS).encode())
    part.check("headings: one row", want.rc == 0 and not want.err, want)
    for what, above in (("repeated titles", TITLES), ("merged titles", "Student,,Lives,Mathematics,\n"),
                        ("titles under a remark", "Report of June 2024\n\n" + TITLES),
                        ("titles in two rows", TITLES + "A,A,A,B,B\n"), ("titles with few cells", ",,,Mathematics,\n")):
        report = run("analyze", "-", *ask, stdin=(above + NAMES + ROWS).encode())
        part.check(f"headings: {what}", report.out == want.out and not report.err, report)
    # A first row of words under a header with a blank name is a row: too little speaks for anything else.
    for what, data in (("a blank name", "school,gender,,score\nLincoln,F,x,absent\n" + "Lincoln,F,x,3\n" * 9),
                       ("words alone", "school,gender,gender_2,level\n" + "Lincoln,F,F,high\n" * 9),
                       ("a mark first", "school,gender,score\nLincoln,F,*\n" + "Lincoln,F,3\n" * 9)):
        report = run("profile", "-", "--json", "--edition", "internal", stdin=data.encode())
        told = json.loads(report.out) if report.rc == 0 else {"files": [{}]}
        part.equal(f"headings: {what}", told["files"][0].get("preamble"), 0)


def workbooks(part):
    """Results and roster as workbooks give what they give as text, also one of each."""
    folder = part.folder
    (folder / "r.csv").write_text("student_id,passed\n" + "".join(f"{i:04},{i % 3 == 0:d}\n" for i in range(40)))
    (folder / "s.csv").write_text("student_id,gender,school\n" +
                                  "".join(f"{i:04},{'FMX'[i % 3]},{'Peñasco' if i % 2 else 'Old & New'}\n" for i in range(38)))
    writer = ROOT / "tests" / "cases" / "files" / "xlsx-as-csv" / "workbook.py"
    for name in ("r", "s"):
        subprocess.run([sys.executable, writer, folder / f"{name}.csv", folder / f"{name}.xlsx"], check=True)
    ask = ["--key", "student_id", "--outcome", "passed:rate", "--by", "gender", "--within", "school", *INTERNAL]
    want = run("analyze", folder / "r.csv", "--roster", folder / "s.csv", *ask)
    unmatched = [row["n"] for row in facts(want.out) if (row["unit_type"], row["group"], row["statistic"]) ==
                 ("all", "Unknown", "n")]
    part.equal("workbooks: two have no row in the roster", unmatched, ["2"])
    for results, roster in (("r.xlsx", "s.xlsx"), ("r.xlsx", "s.csv"), ("r.csv", "s.xlsx")):
        report = run("analyze", folder / results, "--roster", folder / roster, *ask)
        part.check(f"workbooks: {results} with {roster}", report.rc == 0 and report.out == want.out, report)
        report = run("analyze", folder / results, "--roster", folder / roster, "--sheet", "Data", *ask)
        part.check(f"workbooks: {results} with {roster}, the sheet named", report.out == want.out, report)


MAGIC = {
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), 3, r"\.xls.*save it as \.xlsx"),
    "a zip archive": (b"PK\x03\x04" + bytes(64), 1, "damaged|cut|archive|workbook"),
    "an empty zip archive": (b"PK\x05\x06" + bytes(18), 3, "CSV UTF-8"),
    "a PDF": (b"%PDF-1.7\n", 3, "PDF"),
    "a web page": (b"<html><table>", 3, "web page"),
    "zeros": (bytes(4096), 3, "binary"),
    "a mark alone": (b"\xef\xbb\xbf", 3, "empty|no header"),
    "blank lines": (b"\n\r\n \n", 3, "no header"),
    "a sep= line alone": (b"sep=;\n", 3, "no header"),
    "gzip of nothing": (b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0", 3, "empty"),
}


def refusals(part):
    """What is no table is told apart, in one line that says what to do."""
    for what, (data, status, words) in MAGIC.items():
        report = run("analyze", "-", "--outcome", "passed:rate", stdin=data)
        message = report.err.decode("utf-8")
        part.check(f"{what}: is refused", report.rc == status and message.count("\n") == 1 and re.search(words, message),
                   report)


def main():
    """All of it; the fixtures only where they are."""
    part = Part("files")
    if QUIRKS.is_dir():
        every_fixture(part)
        seven(part)
        others(part)
    else:
        part.skip("the fixtures of oddities", "the shared data files are not there")
    one_table(part)
    columns(part)
    numbers(part)
    ids(part)
    titles(part)
    workbooks(part)
    refusals(part)
    part.finish()


if __name__ == "__main__":
    main()

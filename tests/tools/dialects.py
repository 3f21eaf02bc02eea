#!/usr/bin/env python3
"""One table of students in every dialect and encoding that exports come in.

    dialects.py FOLDER    writes them all, as seeds for the fuzzers

The same students must come out of each of them: test_files.py holds the program to it.
"""

import csv
import gzip
import io
import itertools
import pathlib
import sys

# Windows-1252 and MacRoman have every letter of it; one name needs quotes wherever the delimiter is a comma,
# one holds a quote, one a line break.
STUDENTS = [
    ["Student ID", "School", "Race", "Gender", "Days Absent", "Math Level"],
    ["0004711", "Cañada Elementary", "H", "F", "21", "2"],
    ["0004712", "Cañada Elementary", "B", "M", "4", "3"],
    ["0004713", "Cañada Elementary", "W", "X", "9", ""],
    ["0004714", "Núñez, José M., Middle", "A", "M", "0", "4"],
    ["0004715", "Núñez, José M., Middle", "I", "F", "3", "1"],
    ["0004716", 'The "Old" School', "P", "M", "17", "3"],
    ["0004717", "Peary\nHigh", "M", "N", "18", "1"],
    ["0004718", "Peary\nHigh", "H", "F", "1", "2"],
]
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "caret": "^"}
# name: (codec, mark, what --encoding must say, or None where it is recognised)
ENCODINGS = {
    "utf8": ("utf-8", b"", None),
    "utf8-mark": ("utf-8", b"\xef\xbb\xbf", None),
    "utf16le-mark": ("utf-16-le", b"\xff\xfe", None),
    "utf16be-mark": ("utf-16-be", b"\xfe\xff", None),
    "utf16le": ("utf-16-le", b"", None),
    "utf16be": ("utf-16-be", b"", None),
    "windows1252": ("cp1252", b"", None),
    "macroman": ("mac_roman", b"", None),
    "latin1-named": ("latin-1", b"", "ISO-8859-1"),
    "latin9-named": ("iso8859-15", b"", "ISO-8859-15"),
    "dos-named": ("cp850", b"", "CP850"),
    "utf32-named": ("utf-32-le", b"", "UTF-32LE"),
    "utf8-named": ("utf-8", b"", "utf8"),
}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def text(delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL, rows=None):
    """The table as delimited text; a break within a cell stays LF."""
    out = ""
    for row in rows or STUDENTS:
        line = io.StringIO()
        # Given a CR for an end, csv would leave an LF within a cell without quotes.
        csv.writer(line, delimiter=delimiter, lineterminator="\n", quoting=quoting).writerow(row)
        out += line.getvalue()[:-1] + end
    return out


def padded(rows):
    """Blanks around every cell; a cell with a line break needs its quotes and gets them by itself."""
    return "".join(" , ".join(f'"{cell}"' if set(cell) & set(',"\n') else cell for cell in row) + " \n"
                   for row in ([cell.replace('"', '""') for cell in row] for row in rows))


def escaped():
    """Backslashes before quotes, in place of doubled ones."""
    return text(quoting=csv.QUOTE_ALL).replace('""Old""', '\\"Old\\"')


def excel_ids(quoted):
    """Ids as Excel keeps their zeros, bare or within quotes."""
    lines = text().split("\n0")
    return lines[0] + "".join("\n" + ('"=""0%s"""' if quoted else '="0%s"') % line[:6] + line[6:] for line in lines[1:])


def shapes():
    """(name, text) of what stands around the table or is odd in it."""
    plain = text()
    header, body = plain.split("\n", 1)
    yield "quotes-around-all", text(quoting=csv.QUOTE_ALL)
    yield "sep-line", "sep=;\n" + text(";")
    yield "sep-line-quoted", '"sep=;"\r\n' + text(";", "\r\n")
    yield "sep-line-tab", "sep=\t\n" + text("\t")
    yield "preamble", "Extraction Date:,6/12/2024,,,,\nUpdated:,6/13/2024,,,,\n,,,,,\n\n" + plain
    yield "title", "District Report of Absences\n\n" + plain
    yield "footer", plain + ",,,,,\nTotal records: 8\n"
    yield "footer-padded", plain + "\n\nTotal records: 8,,,,,\n\n"
    yield "blank-rows", plain + "\n \n,,,,,\n\t\n"
    yield "blank-rows-between", plain.replace("\n0004714", "\n\n,,,,,\n0004714")
    yield "header-again", plain.replace("\n0004714", "\n" + header + "\n0004714")
    yield "trailing-commas", "\n".join(line + ",," if line.startswith("0") and '"' not in line else line
                                       for line in plain.split("\n"))
    yield "trailing-column", header + ",\n" + body
    yield "padded", padded(STUDENTS)
    yield "quoted-header", ",".join(f'"{name}"' for name in STUDENTS[0]) + "\n" + body
    yield "single-quoted-header", ",".join(f"'{name}'" for name in STUDENTS[0]) + "\n" + body
    yield "header-with-breaks", header.replace("Math Level", '"Math\r\nLevel"') + "\n" + body
    yield "backslash-escapes", escaped()
    yield "excel-ids", excel_ids(False)
    yield "excel-ids-quoted", excel_ids(True)
    yield "apostrophe-ids", plain.replace("\n0", "\n'0")
    yield "no-last-end", plain[:-1]
    yield "ctrl-z", plain + "\x1a"
    yield "ctrl-z-twice", plain[:-1] + "\x1a\x1a"


def dialects():
    """(name, bytes, arguments) of each way to write the table."""
    for (encoding, (codec, mark, named)), (delimiter, mark_of), (end, line_end) in itertools.product(
            ENCODINGS.items(), DELIMITERS.items(), ENDS.items()):
        yield (f"{encoding}-{delimiter}-{end}", mark + text(mark_of, line_end).encode(codec),
               ["--encoding", named] if named else [])
    for name, shape in shapes():
        for encoding in ("utf8", "utf8-mark", "utf16le-mark", "windows1252"):
            codec, mark, _ = ENCODINGS[encoding]
            yield f"{name}-{encoding}", mark + shape.encode(codec), []
    yield "tilde-named", text("~").encode(), ["--delimiter", "~"]
    whole = text().encode()
    yield "gzip", gzip.compress(whole, mtime=0), []
    yield "gzip-members", gzip.compress(whole[:70], mtime=0) + gzip.compress(whole[70:], mtime=0), []
    yield "gzip-padded", gzip.compress(whole, mtime=0) + bytes(512), []
    yield "gzip-utf16", gzip.compress(b"\xff\xfe" + text("\t").encode("utf-16-le"), mtime=0), []


def main():
    """Writes every dialect to a folder."""
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data, _ in dialects():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()

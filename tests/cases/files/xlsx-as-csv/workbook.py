"""workbook.py IN.csv OUT.xlsx [WHAT]: the table as a workbook, shared and inline strings in turn."""
import csv
import re
import sys
import zipfile
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="%s" Type="{OFFICE}/%s" Target="%s"/>'
shared, rows = [], []
for number, record in enumerate(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")), 1):
    cells = []
    for place, value in enumerate(record):
        at = f'r="{chr(65 + place)}{number}"'
        if number > 1 and re.fullmatch(r"0|[1-9][0-9]*", value):
            cells.append(f"<c {at}><v>{value}</v></c>")
        elif number % 2:
            shared.append(value)
            cells.append(f'<c {at} t="s"><v>{len(shared) - 1}</v></c>')
        elif value:
            cells.append(f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
    rows.append(f'<row r="{number}">{"".join(cells)}</row>')
what = sys.argv[3] if len(sys.argv) > 3 else ""
doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' if what == "entities" else ""
spaces = " " * (64 << 20) if what == "bomb" else ""
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as out:
    out.writestr("xl/workbook.xml", f'<workbook xmlns:r="{OFFICE}"><sheets>'
                 '<sheet name="Notes" state="hidden" r:id="n"/><sheet name="Data" r:id="d"/></sheets></workbook>')
    out.writestr("xl/_rels/workbook.xml.rels", "<Relationships>" +
                 RELATION % ("n", "worksheet", "worksheets/notes.xml") +
                 RELATION % ("d", "worksheet", "worksheets/data.xml") +
                 RELATION % ("s", "sharedStrings", "sharedStrings.xml") + "</Relationships>")
    out.writestr("xl/sharedStrings.xml",
                 f'<sst>{"".join(f"<si><t>{escape(text)}</t></si>" for text in shared)}</sst>')
    out.writestr("xl/worksheets/notes.xml", "<worksheet><sheetData/></worksheet>")
    out.writestr("xl/worksheets/data.xml",
                 f'{doctype}<worksheet><sheetData>{spaces}{"".join(rows)}</sheetData></worksheet>')

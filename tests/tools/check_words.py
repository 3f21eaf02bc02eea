#!/usr/bin/env python3
"""Every string for people is in every catalogue: src/language/XX.po against what xgettext finds in the code.

Fails when a catalogue lacks a string, leaves one untranslated or fuzzy, keeps one that nothing prints
any more, or has other {places} than the English. With --missing TAG it prints what that catalogue lacks,
to be translated and added.
"""

import ast
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Which arguments are strings for people, and where; a table's rows are marked by their macro.
MARKS = [
    ("src/**/*.[chd]*", ["EG_T:1", "EG_TN:1,2"]),
    ("src/report/say.def", ["W:2", "WN:2,3"]),
    ("src/job/quality_words.def", ["N:2,3", "S:2"]),
    ("src/statistics/rules.def", ["RULE:2"]),
    ("src/statistics/rules.def", ["RULE:3"]),
    ("src/schema/recipes.def", ["RECIPE:7"]),
    ("src/schema/recipes.def", ["RECIPE:8"]),
    ("src/schema/recipes.def", ["RECIPE:9"]),
    ("src/schema/recipes.def", ["RECIPE:10"]),
]
SOURCES = {".c", ".h", ".def"}
PLACE = re.compile(r"\{\w+\}")
FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+(".*")$')


def entries(text):
    """{msgid: (msgid_plural or None, [translations], fuzzy)} of a catalogue's text."""
    found, fields, flags, last = {}, {}, "", None

    def close():
        if "msgid" in fields and fields["msgid"]:
            translations = [value for name, value in fields.items() if name.startswith("msgstr")]
            found[fields["msgid"]] = (fields.get("msgid_plural"), translations, "fuzzy" in flags)

    for line in text.splitlines() + [""]:
        match = FIELD.match(line)
        if match and match[1] == "msgid":
            close()
            fields = {}
        if match:
            last = match[1]
            fields[last] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            fields[last] += ast.literal_eval(line)
        elif line.startswith("#,"):
            close()
            fields, flags = {}, line
        elif not line:
            close()
            fields, flags = {}, ""
    return found


def gathered(marks=None):
    """{msgid: msgid_plural or None} of all marked strings, or of some."""
    found = {}
    for pattern, keywords in marks or MARKS:
        files = sorted(str(x) for x in ROOT.glob(pattern) if x.suffix in SOURCES)
        if not files:
            continue
        done = subprocess.run(["xgettext", "--language=C", "--from-code=UTF-8", "--no-location", "--omit-header", "--keyword",
                               *(f"--keyword={x}" for x in keywords), "--output=-", *files],
                              capture_output=True, check=False)
        if done.returncode:
            sys.exit(f"xgettext: {done.stderr.decode('utf-8', 'replace')}")
        if b"non-ASCII" in done.stderr:
            sys.exit("a string for people has characters beyond ASCII, which xgettext does not keep; give them as "
                     "{places}: " + done.stderr.decode("utf-8", "replace").splitlines()[0])
        for msgid, (plural, _, _) in entries(done.stdout.decode("utf-8")).items():
            found[msgid] = plural if plural is not None else found.get(msgid)
    return found


def places(text):
    """The {places} of a string, each as often as it stands there once or more."""
    return set(PLACE.findall(text))


def problems(code, catalogue):
    """What is wrong with a catalogue, a line each."""
    wrong = []
    for msgid, plural in code.items():
        if msgid not in catalogue:
            wrong.append(f"lacks: {msgid!r}")
            continue
        other, translations, fuzzy = catalogue[msgid]
        if fuzzy or not all(translations):
            wrong.append(f"is not translated: {msgid!r}")
        if other != plural:
            wrong.append(f"has another plural: {msgid!r}")
        for form, text in enumerate(translations):
            allowed = places(msgid) | places(plural or "")
            # the form of one may say it without its figure
            if not (places(text) < allowed and plural and form == 0) and places(text) != allowed:
                wrong.append(f"has other places: {msgid!r}: {text!r}")
            if text[:1].isspace() != msgid[:1].isspace() or text[-1:].isspace() != msgid[-1:].isspace():
                wrong.append(f"has other space at an end: {msgid!r}")
    wrong += [f"is stale: {msgid!r}" for msgid in catalogue if msgid not in code]
    return wrong


def quoted(text):
    """As a .po file writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def main():
    """All catalogues, or what one lacks."""
    code = gathered()
    if sys.argv[1:2] == ["--missing"]:
        catalogue = entries((ROOT / "src/language" / f"{sys.argv[2]}.po").read_text(encoding="utf-8"))
        for msgid, plural in code.items():
            if msgid not in catalogue:
                print(f"\nmsgid {quoted(msgid)}")
                print('msgstr ""' if plural is None else f'msgid_plural {quoted(plural)}\nmsgstr[0] ""\nmsgstr[1] ""')
        return
    failed = False
    for path in sorted((ROOT / "src/language").glob("*.po")):
        for line in problems(code, entries(path.read_text(encoding="utf-8"))):
            print(f"{path.relative_to(ROOT)} {line}")
            failed = True
    print(f"words: {len(code)} strings")
    sys.exit(failed)


if __name__ == "__main__":
    main()

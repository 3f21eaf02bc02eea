#!/usr/bin/env python3
"""The house rules that no compiler knows: `check_house.py [ROOT]`.

- banned functions; printing, ending, environment and locale only in src/cli; malloc only in src/base
- each third-party library's header in exactly one .c file, in src/ext
- files of at most 500 lines
- nothing left for later, no path of somebody's machine, no words that blame students
- nothing left behind by editors, patches, merges or crashes; files over 1 MiB only in data/
Prints file:line: text for every breach and fails if there is one.
"""

import pathlib
import re
import subprocess
import sys

MOST_LINES = 500
MOST_BYTES = 1 << 20
LEFTOVER = re.compile(r".*(\.(orig|rej|bak|swp|tmp)|~)|core(\.\d+)?|#.*#")
NEVER = "strcpy strcat sprintf vsprintf strtok gets atoi atol atoll atof rand srand alloca tmpnam mktemp"
CLI_ONLY = "printf puts putchar vprintf perror exit _exit abort quick_exit getenv setenv setlocale system"
BASE_ONLY = "malloc calloc realloc free strdup strndup asprintf getline"
STREAMS = re.compile(r"\b(stdout|stderr)\b")
LIBRARIES = {
    "csv.h": r"csv\.h", "cJSON": r"cjson/.*", "GSL": r"gsl/.*", "zlib": r"zlib\.h",
    "utf8proc": r"utf8proc\.h", "xxhash": r"xxhash\.h", "libzip": r"zip\.h", "expat": r"expat\.h",
    "GLPK": r"glpk\.h", "unixODBC": r"sql(ext|ucode|types)?\.h",
}
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
BLAMING = re.compile(r"\bat[- ]risk\b|\bminorit(y|ies)\b|\bnon-white\b|\blow performers?\b|\bunderperform", re.I)
# Absolute paths a document or script may name; any other is somebody's own machine.
SYSTEM = {"bin", "dev", "etc", "opt", "proc", "run", "srv", "tmp", "usr", "var", "nonexistent", "path",
          "xl"}  # a part of a workbook
ABSOLUTE = re.compile(r"""(?:^|[\s"'`(=<])/([A-Za-z][\w.-]*)/[\w.]""")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
TEXT = {".c", ".h", ".def", ".md", ".py", ".sh", ".json", ".txt", ".1", ""}


def calls(names):
    """A call of one of the names, not of a member or a longer name."""
    return re.compile(rf"(?<![\w.>])({'|'.join(names.split())})\s*\(")


NEVER, CLI_ONLY, BASE_ONLY = calls(NEVER), calls(CLI_ONLY), calls(BASE_ONLY)


def code_of(text):
    """text without comments and literals, line for line."""
    return NOT_CODE.sub(lambda found: "\n" * found[0].count("\n") or " ", text)


def files_of(root):
    """Files of the project: those git knows or would add; all where there is no git."""
    try:
        done = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], check=True,
                              capture_output=True, text=True)
        names = done.stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        names = [str(p.relative_to(root)) for p in root.rglob("*") if "build" not in p.parts]
    return [root / name for name in sorted(names) if (root / name).is_file()]


def lines_with(pattern, text):
    """(line number, match) of every match in text."""
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found


def check_code(name, text):
    """Breaches of the rules for C under src and include."""
    layer = name.parts[1] if name.parts[0] == "src" else "include"
    code = code_of(text)
    for line, found in lines_with(NEVER, code):
        yield line, f"{found[1]} is banned"
    if layer != "cli":
        for line, found in lines_with(CLI_ONLY, code):
            yield line, f"{found[1]}: only src/cli prints, ends the program or asks the environment"
        for line, found in lines_with(STREAMS, code):
            yield line, f"{found[1]}: only src/cli prints"
    if name.parts[:2] != ("src", "base"):
        for line, found in lines_with(BASE_ONLY, code):
            yield line, f"{found[1]}: use eg_alloc and its kin"


def check_file(name, size):
    """Breaches of the rules for a file whatever is in it."""
    if LEFTOVER.fullmatch(name.name):
        yield 1, "an editor, a patch or a crash left this behind"
    if size > MOST_BYTES and name.parts[0] != "data":
        yield 1, f"{size} bytes; at most {MOST_BYTES} outside data/"


def check_text(name, text):
    """Breaches of the rules for every file."""
    for line, found in lines_with(LATER, text):
        yield line, f"{found[1]}: finish it or write an issue"
    for line, found in lines_with(ABSOLUTE, text):
        if found[1] not in SYSTEM and "cases" not in name.parts:
            yield line, f"/{found[1]}/...: a path of one machine"
    if name.parts[0] in ("src", "data", "include"):
        for line, found in lines_with(BLAMING, text):
            yield line, f"\"{found[0]}\": people first, the system as the subject"


def check_libraries(texts):
    """Each library is included by one .c of src/ext and nobody else."""
    users = {}
    for name, text in texts.items():
        if name.parts[0] not in ("src", "include"):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            found = INCLUDE.match(line)
            for library, pattern in LIBRARIES.items():
                if found and re.fullmatch(pattern, found[1]):
                    users.setdefault(library, {}).setdefault(name, number)
    for library, places in users.items():
        if len({name for name in places}) > 1:
            for name, line in places.items():
                yield name, line, f"{library} is included by {len(places)} files; one wrapper a library"
        for name, line in places.items():
            if name.parts[:2] != ("src", "ext") or name.suffix != ".c":
                yield name, line, f"{library} belongs in a .c of src/ext"


def main():
    """Checks the tree and prints what it found."""
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if len(sys.argv) > 1 else root.parents[2]
    texts, found = {}, []
    for path in files_of(root):
        name = path.relative_to(root)
        found += [(name, line, text) for line, text in check_file(name, path.stat().st_size)]
        if path.suffix in TEXT and path.name != "LICENSE":
            try:
                texts[path.relative_to(root)] = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
    for name, text in texts.items():
        rows = list(check_text(name, text))
        if name.suffix in (".c", ".h", ".def") and name.parts[0] in ("src", "include"):
            rows += check_code(name, text)
        lines = text.count("\n")
        if name.suffix in (".c", ".h", ".py", ".def", "") and name.parts[0] in ("src", "include", "tests") \
                and "cases" not in name.parts and lines > MOST_LINES:
            rows.append((MOST_LINES, f"{lines} lines; at most {MOST_LINES}: split it by topic"))
        found += [(name, line, text) for line, text in rows]
    found += check_libraries(texts)
    for name, line, text in sorted(found, key=lambda row: (str(row[0]), row[1])):
        print(f"{name}:{line}: {text}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

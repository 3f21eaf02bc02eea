#!/usr/bin/env python3
"""The checkers check: samples that must be refused, with the line, and samples that must pass."""

import subprocess
import sys

import run_all
from harness import ROOT, Part

LAYERS = "base:\next: base\ncube: base ext\nwrite: base\ncli: base ext cube write\n"

# (file, its only line of interest, whether the layer checker lets it pass)
INCLUDES = [
    ("src/write/a.c", '#include "cube/cells.h"', False),
    ("src/write/a.c", '#include "equitygap/cube.h"', False),
    ("src/write/a.c", "#include <equitygap/cube.h>", False),
    ("src/write/a.c", '#include "../cube/cells.h"', False),
    ("src/write/a.c", '#include "../write/../cube/cells.h"', False),
    ("src/write/a.c", '#include "src/cube/cells.h"', False),
    ("src/write/a.c", '#include "include/equitygap/cube.h"', False),
    ("src/write/a.c", "#  include\t<cube/cells.h>", False),
    ("src/write/a.c", ' #include"cube/cells.h"', False),
    ("src/write/a.c", '%:include "cube/cells.h"', False),
    ("src/write/a.c", "#include SOMEWHERE", False),
    ("src/write/a.h", '#include "cli/say.h"', False),
    ("src/write/rows.def", '#include "cube/cells.h"', False),
    ("src/base/a.c", '#include "ext/hash.h"', False),
    ("src/nowhere/a.c", '#include "base/a.h"', False),
    ("include/equitygap/write.h", '#include "equitygap/cube.h"', False),
    ("include/equitygap/write.h", '#include "cube.h"', False),
    ("include/equitygap/base.h", '#include "base/secret.h"', True),
    ("src/write/a.c", '#include "write/own.h"', True),
    ("src/write/a.c", '#include "own.h"', True),
    ("src/write/a.c", '#include "equitygap/write.h"', True),
    ("src/write/a.c", "#include <stdio.h>", True),
    ("src/write/a.c", "#include <sys/stat.h>", True),
    ("src/write/a.c", '#include "base/a.h"', True),
    ("src/write/a.c", '/* see "cube/cells.h" */', True),
    ("src/cli/a.c", '#include "write/a.h"', True),
]

# (file, text, a word of the complaint or None)
HOUSE = [
    ("src/cube/a.c", "void f(char *a) { strcpy(a, \"x\"); }\n", "strcpy"),
    ("src/cli/a.c", "int n = atoi(text);\n", "atoi"),
    ("src/cube/a.c", "printf(\"x\");\n", "printf"),
    ("src/cube/a.c", "fputs(\"x\", stderr);\n", "stderr"),
    ("src/cube/a.c", "if (getenv(\"X\")) return;\n", "getenv"),
    ("src/cube/a.c", "char *p = malloc(3);\n", "malloc"),
    ("src/cube/a.c", "#include <zlib.h>\n", "src/ext"),
    ("src/ext/b.h", "#include <zlib.h>\n", "src/ext"),
    ("src/cube/a.c", "int x;\n" * 501, "501 lines"),
    ("src/cube/a.c", "/* TO" "DO: later */\n", "finish"),
    ("docs/a.md", "Look in /ho" "me/ann/x.\n", "machine"),
    ("src/report/a.c", "char *s = \"at-risk students\";\n", "people first"),
    ("src/cube/a.c", "/* malloc(3) and printf(x) are not called here */ char *s = \"exit(1)\";\n", None),
    ("src/cube/a.c", "eg_free(p); snprintf(a, 3, \"\"); x->free(p); brand(3);\n", None),
    ("src/cli/a.c", "printf(\"x\");\n", None),
    ("src/ext/a.c", "#include <zlib.h>\n", None),
    ("src/cube/a.c.orig", "int x;\n", "left this behind"),
    ("docs/a.md.rej", "x\n", "left this behind"),
    ("docs/a.md~", "x\n", "left this behind"),
    ("tests/core", "x\n", "left this behind"),
    ("tests/a.bin", "x" * (1 << 20) + "\n", "at most 1048576"),
    ("data/a.csv", "x" * (1 << 20) + "\n", None),
    ("docs/core.md", "x\n", None),
    ("docs/a.md", "Written to /dev/null, see /usr/share/doc and a/b/c.\n", None),
]


def layers(part):
    """Every form of include."""
    for number, (name, line, passes) in enumerate(INCLUDES):
        root = part.folder / f"layers{number}"
        path = root / name
        path.parent.mkdir(parents=True)
        (root / "LAYERS").write_text(LAYERS)
        path.write_text(f"/* one */\n{line}\n")
        done = subprocess.run(["sh", str(ROOT / "tests/tools/check_layers"), "LAYERS", name], cwd=root,
                              capture_output=True, text=True, check=False)
        label = f"{name}: {line}"
        part.equal(f"layers, {label}", done.returncode == 0, passes)
        if not passes:
            place = f"{name}:1:" if "nowhere" in name else f"{name}:2:"
            part.check(f"layers say where, {label}", done.stdout.startswith(place), done.stdout)
    circle = part.folder / "LAYERS"
    circle.write_text("base: ext\next: base\n")
    done = subprocess.run(["sh", str(ROOT / "tests/tools/check_layers"), str(circle), str(circle)],
                          capture_output=True, text=True, check=False)
    part.check("layers refuse a circle", done.returncode != 0)


def house(part):
    """Each rule of the house, broken once."""
    for number, (name, text, complaint) in enumerate(HOUSE):
        root = part.folder / f"house{number}"
        path = root / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
        done = subprocess.run([sys.executable, str(ROOT / "tests/tools/check_house.py"), str(root)],
                              capture_output=True, text=True, check=False)
        label = f"house, {name}: {text.splitlines()[0][:99]}"
        part.equal(label, done.returncode != 0, complaint is not None)
        if complaint:
            part.check(f"{label} names it", complaint in done.stdout, done.stdout)
    two = part.folder / "two" / "src" / "ext"
    two.mkdir(parents=True)
    for name in ("a.c", "b.c"):
        (two / name).write_text("#include <gsl/gsl_cdf.h>\n")
    done = subprocess.run([sys.executable, str(ROOT / "tests/tools/check_house.py"), str(part.folder / "two")],
                          capture_output=True, text=True, check=False)
    part.check("house, two wrappers of one library", done.returncode != 0 and "2 files" in done.stdout, done.stdout)


def symbols(part):
    """State and foreign names in a library."""
    samples = {
        "int eg_fine(void);\nint eg_fine(void) { return 0; }\n": True,
        "int foreign(void);\nint foreign(void) { return 0; }\n": False,
        "static int kept;\nint eg_f(void);\nint eg_f(void) { return kept++; }\n": False,
        "static const char *const t[] = {\"a\", \"b\"};\nconst char *eg_t(int i);\n"
        "const char *eg_t(int i) { return t[i]; }\n": True,
    }
    for number, (code, passes) in enumerate(samples.items()):
        source = part.folder / f"symbols{number}.c"
        source.write_text(code)
        library = source.with_suffix(".a")
        subprocess.run(["gcc", "-O1", "-c", "-o", source.with_suffix(".o"), source], check=True)
        subprocess.run(["ar", "rcs", library, source.with_suffix(".o")], check=True)
        done = subprocess.run(["sh", str(ROOT / "tests/tools/check_symbols"), str(library)],
                              capture_output=True, text=True, check=False)
        part.equal(f"symbols, {code.splitlines()[0]}", done.returncode == 0, passes)


def circles(part):
    """Files that call one another are found, whatever their folder."""
    one = "int eg_two(void);\nint eg_one(void);\nint eg_one(void) { return eg_two(); }\n"
    back = "int eg_one(void);\nint eg_two(void);\nint eg_two(void) { return eg_one(); }\n"
    forth = "int eg_two(void);\nint eg_two(void) { return 2; }\n"
    for layer, two, passes in (("cube", forth, True), ("cube", back, False), ("statistics", back, False)):
        folder = part.folder / f"circles-{layer}-{passes}" / layer
        folder.mkdir(parents=True)
        objects = []
        for name, code in (("one", one), ("two", two)):
            (folder / f"{name}.c").write_text(code)
            objects.append(str(folder / f"{name}.o"))
            subprocess.run(["gcc", "-O1", "-c", "-o", objects[-1], folder / f"{name}.c"], check=True)
        done = subprocess.run([sys.executable, ROOT / "tests/tools/check_circles.py", "nm", *objects],
                              capture_output=True, text=True, check=False)
        part.equal(f"circles, {layer}, {passes}", (done.returncode == 0, "one -> two: eg_two" in done.stdout), (passes, not passes))


def runner(part):
    """The case runner fails where it must."""
    sys.path.insert(0, str(ROOT / "tests/tools"))
    import run_cases

    def problems(case_files, status, out=b"", err=b"", written=None):
        case = part.folder / f"case{runner.count}"
        folder = part.folder / f"ran{runner.count}"
        runner.count += 1
        case.mkdir()
        folder.mkdir()
        for name, data in {"cmd": "true", **case_files}.items():
            (case / name).parent.mkdir(exist_ok=True)
            (case / name).write_text(data)
        for name, data in (written or {}).items():
            (folder / name).write_text(data)
        return run_cases.compare(case, folder, {"out": out, "err": err}, status)

    part.equal("cases, all as expected", problems({"out": "x\n"}, 0, b"x\n"), [])
    part.check("cases, other output", problems({"out": "x\n"}, 0, b"y\n"))
    part.check("cases, output nobody expected", problems({}, 0, b"y\n"))
    part.check("cases, a message nobody expected", problems({}, 0, b"", b"y\n"))
    part.check("cases, other status", problems({"rc": "2\n"}, 0))
    part.check("cases, a file left behind", problems({}, 0, written={"r.csv.tmp": ""}))
    part.check("cases, a file not written", problems({"files/r.csv": "x"}, 0))
    part.check("cases, a file with other bytes", problems({"files/r.csv": "x"}, 0, written={"r.csv": "y"}))
    part.equal("cases, a file as expected", problems({"files/r.csv": "x"}, 0, written={"r.csv": "x"}), [])
    part.equal("cases, a matching line", problems({"match": "err ^a.c$\n"}, 0, b"", b"abc\n"), [])
    part.check("cases, no matching line", problems({"match": "err ^a.c$\n"}, 0, b"", b"xabc\n"))
    part.check("cases, a line that must not be", problems({"match": "err! b\n"}, 0, b"", b"abc\n"))
    part.check("cases, unreadable match", problems({"match": "errr b\n"}, 0))


runner.count = 0


def parts(part):
    """No test program lies there that nothing runs."""
    written = {p.stem[5:] for p in (ROOT / "tests" / "tools").glob("test_*.py")}
    part.equal("every test program is a part", sorted(written - {name for name, _ in run_all.parts(ROOT)} - {"attack"}), [])


def main():
    """All of them."""
    part = Part("checkers")
    layers(part)
    house(part)
    symbols(part)
    circles(part)
    runner(part)
    parts(part)
    part.finish()


if __name__ == "__main__":
    main()

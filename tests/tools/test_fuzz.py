#!/usr/bin/env python3
"""Fuzz targets, without a fuzzer: their corpus, the project's own files, and those files damaged a little."""

import random
import subprocess

from dialects import dialects
from harness import BUILD, ROOT, SLOW, Part, environment
from unpack_cube import JOBS, made


def damaged(rng, data):
    """A few bytes lost, doubled or changed."""
    data = bytearray(data[:4096])
    for _ in range(rng.randint(1, 6)):
        if not data:
            break
        at = rng.randrange(len(data))
        what = rng.randrange(4)
        if what == 0:
            del data[at:at + rng.randint(1, 8)]
        elif what == 1:
            data[at] = rng.choice(b'",\n\r\x00\xef\xff{}[]:\\/*0-9eE.')
        elif what == 2:
            data[at:at] = data[at:at + rng.randint(1, 40)]
        else:
            data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def seeds(name):
    """Files a target may like."""
    found = [p for p in (ROOT / "tests/fuzz/corpus" / name).glob("*") if p.is_file()]
    if "cube" in name:
        return sorted(found)
    endings = (".json",) if "config" in name else (".csv", ".txt", ".gz")
    for folder in (ROOT / "data", ROOT / "tests/cases"):
        found += [p for p in folder.rglob("*") if p.suffix in endings and p.stat().st_size < 65536]
    return sorted(found)


def main():
    """Every target of tests/fuzz."""
    part = Part("fuzz")
    rng = random.Random(61)
    for target in sorted((ROOT / "tests" / "fuzz").glob("*.c")):
        name = target.stem
        program = BUILD / "replay" / name
        if not part.check(f"{name}: is built", program.exists()):
            continue
        files = seeds(name)
        if "cube" in name:
            fresh = made(part.folder)
            part.equal(f"{name}: seeds of this format", len(fresh), len(JOBS) + 1)
            files += fresh
        part.check(f"{name}: has seeds", files)
        folder = part.folder / name
        folder.mkdir()
        if name == "fuzz_source":
            for dialect, data, _ in dialects():
                files.append(part.folder / dialect)
                files[-1].write_bytes(data)
        for number in range(3000 if SLOW else 300):
            data = rng.choice(files).read_bytes() if files else b""
            (folder / f"{number:04}").write_bytes(damaged(rng, data))
        whole = [str(p) for p in files] + sorted(str(p) for p in folder.iterdir())
        for start in range(0, len(whole), 100):
            some = whole[start:start + 100]
            done = subprocess.run([str(program), *some], capture_output=True, env=environment(), timeout=300, check=False)
            part.check(f"{name}: inputs {start} to {start + len(some)}", done.returncode == 0,
                       f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-1500:]}")
    part.finish()


if __name__ == "__main__":
    main()

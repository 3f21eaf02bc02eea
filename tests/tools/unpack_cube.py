#!/usr/bin/env python3
"""The bytes within the pieces of a saved cube, as fuzz_cube takes them: unpack_cube.py FILE.cube > SEED."""

import pathlib
import sys


def unpacked(data):
    """Everything behind the line and the mark, without lengths and hashes."""
    at, out = data.index(b"\n") + 5, b""
    while size := int.from_bytes(data[at:at + 4], "little"):
        out += data[at + 4:at + 4 + size]
        at += 4 + size + 16
    return out


if __name__ == "__main__":
    sys.stdout.buffer.write(unpacked(pathlib.Path(sys.argv[1]).read_bytes()))

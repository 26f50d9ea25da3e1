"""Coverage-guided fuzzing of `autograder.reading` with atheris (``pip install -e '.[fuzz]'``), on its own seeds.

``python -m benchmarks.fuzz_reading -runs=100000 [any option of libFuzzer]``
"""

import contextlib
import json
import sys
import tempfile
from pathlib import Path

import atheris

from tests.bank import ROOT

with atheris.instrument_imports(include=["autograder.reading", "json"]):
    from autograder.reading import Unreadable, read_cells

SMALL = {
    "cells": [
        {"cell_type": "code", "id": "a", "metadata": {"nbgrader": {"grade_id": "step"}}, "source": ["x = 1\n", "y"], "outputs": []},
        {"cell_type": "markdown", "id": "b", "source": "![](attachment:a.png)", "attachments": {"a.png": {"image/png": "aGk="}}},
    ],
    "metadata": {"kernelspec": {"language": "python"}},
    "nbformat": 4,
}  # fmt: skip


def one(data: bytes) -> None:
    """Read bytes; anything but cells or `Unreadable` is a finding."""
    with contextlib.suppress(Unreadable):
        read_cells(data)


def main() -> None:
    """Fuzz from a small notebook, an old one, a script and a real release."""
    with tempfile.TemporaryDirectory() as name:
        seeds = {
            "small": json.dumps(SMALL).encode(),
            "old": json.dumps({"worksheets": [{"cells": SMALL["cells"]}], "nbformat": 3}).encode(),
            "script": b"# %%\nimport torch\n",
            "utf-16": json.dumps(SMALL).encode("utf-16"),
            "release": (ROOT / "release" / "01_custom_rnn" / "01_custom_rnn.ipynb").read_bytes(),
        }
        for seed, data in seeds.items():
            (Path(name) / seed).write_bytes(data)
        atheris.Setup([*sys.argv, "-max_len=200000", "-timeout=5", "-rss_limit_mb=2048", name], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

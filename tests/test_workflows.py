"""GitHub's workflows: their form, and that they try what README.md promises."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.bank import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_they_fit_the_published_schema():
    """The one that check-jsonschema brings."""
    command = [
        str(Path(sys.executable).parent / "check-jsonschema"),
        "--builtin-schema",
        "vendor.github-workflows",
    ]
    done = subprocess.run([*command, *map(str, WORKFLOWS)], capture_output=True, text=True)
    assert len(WORKFLOWS) == 2 and done.returncode == 0, done.stdout


def test_every_promised_python_is_tried_and_every_target_exists():
    """With the oldest, the newest and the pinned dependencies."""
    tries = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    tries = tries["jobs"]["tests"]["strategy"]["matrix"]["include"]
    promised = re.search(
        r"Linux with Python ([\d., or]+),", (ROOT / "README.md").read_text(encoding="utf-8")
    )[1]
    assert {row["python"] for row in tries} == set(re.findall(r"3\.\d+", promised))
    assert {row["dependencies"] for row in tries} == {"oldest", "newest", "pinned"}
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    asked = {row["make"] for row in tries} | {
        target for path in WORKFLOWS for target in re.findall(r"make ([a-z][a-z-]*)$", path.read_text(encoding="utf-8"), re.M)
    }  # fmt: skip
    assert asked <= made and "docs" in asked

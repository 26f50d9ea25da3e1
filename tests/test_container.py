"""The container for instructors, as far as it can be tried without one: its script runs, its parts are there."""

import os
import re
import subprocess
from pathlib import Path

from tests.bank import ROOT

STUB = '#!/bin/sh\necho "$(basename "$0")" "$@" >> "$CALLS"\n'
# a new environment, whose python is a plain stub
VENV = STUB + 'mkdir -p "$3/bin" && cp "$(dirname "$0")/adduser" "$3/bin/python"\n'


def test_its_script_sets_a_course_up(tmp_path):
    """Debian's packages, pip and the new user are stubs; the rest is real, in the order in which it must come."""
    bin_folder, project, course = tmp_path / "bin", tmp_path / "pro ject", tmp_path / "course"
    bin_folder.mkdir()
    for name in ("apt-get", "adduser", "chown", "python3"):
        (bin_folder / name).write_text(VENV if name == "python3" else STUB)
        (bin_folder / name).chmod(0o755)
    project.mkdir()
    for name in ("source", "release", "nbgrader_config.py", "constraints.txt", "pyproject.toml"):
        (project / name).symlink_to(ROOT / name)
    calls = tmp_path / "calls"
    subprocess.run(
        ["sh", str(ROOT / "container" / "setup.sh"), str(project), str(course)],
        check=True,
        env={"PATH": f"{bin_folder}{os.pathsep}/usr/bin{os.pathsep}/bin", "CALLS": str(calls)},
    )
    said = calls.read_text().splitlines()
    words = [line.split()[0] for line in said]
    assert words == ["apt-get", "apt-get", "python3", "python", "adduser", "chown"]
    assert f"-c {project}/constraints.txt -e {project}[instructor]" in said[3]
    assert (course / "nbgrader_config.py").read_bytes() == (ROOT / "nbgrader_config.py").read_bytes()
    assert (course / "source" / "01_custom_rnn" / "01_custom_rnn.ipynb").is_file()


def test_the_containerfile_runs_the_script_and_takes_no_students_work():
    """One script has the steps; what students handed in and the secret stay out of the image."""
    text = (ROOT / "container" / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^RUN (.*)", text, re.M) == [
        "sh /opt/unrolled/container/setup.sh /opt/unrolled /course"
    ]
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert {"submitted", "autograded", "feedback", "gradebook.db*", ".grading_secret", ".git"} <= {*ignored}
    assert Path(ROOT / ".dockerignore").read_text(encoding="utf-8").split() == ignored

"""nbgrader's settings: this folder is the course directory, and grading happens in the sandbox."""

from pathlib import Path

from autograder.converters import configure

c = get_config()  # noqa: F821 (nbgrader provides it)
c.CourseDirectory.course_id = "unrolled"
c.CourseDirectory.root = str(Path(__file__).parent.absolute())
configure(c)  # limits can be set here, for instance: configure(c, notebook_seconds=120, memory_mb=8192)
# c.Exchange.root = "/srv/nbgrader/exchange"  # a folder that all users of one machine share; README.md says more

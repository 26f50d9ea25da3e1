"""The course's data sets: each is one function, with an embedded sample and a full download."""

from course.data.documents import documents
from course.data.downloads import DataError, cache_folder
from course.data.names import names
from course.data.script import script

__all__ = ["DataError", "cache_folder", "documents", "names", "script"]

"""The course's data sets: each is one function, with an embedded sample and a full download."""

from course.data.digits import digits
from course.data.documents import documents
from course.data.downloads import DataError, cache_folder
from course.data.names import names
from course.data.news import news
from course.data.reviews import reviews
from course.data.script import script
from course.data.tagged import tagged_sentences
from course.data.word_vectors import word_vectors

__all__ = [
    "DataError",
    "cache_folder",
    "digits",
    "documents",
    "names",
    "news",
    "reviews",
    "script",
    "tagged_sentences",
    "word_vectors",
]

"""Public functions with two arguments or more say what each is, what comes back, and nothing that is not there."""

import inspect
from importlib import import_module

import pytest
from numpydoc.validate import validate

FINISHED = [
    "course.counting",
    "course.data.digits",
    "course.data.documents",
    "course.data.downloads",
    "course.data.news",
    "course.data.parts",
    "course.data.reviews",
    "course.data.tagged",
    "course.data.word_vectors",
    "course.plots.bars",
    "course.plots.character_model",
    "course.plots.classifiers",
    "course.plots.curves",
    "course.plots.digits",
    "course.plots.names",
    "course.plots.news",
    "course.plots.ngrams",
    "course.plots.one_direction",
    "course.plots.readers",
    "course.plots.sentiment",
    "course.plots.shapes",
    "course.plots.style",
    "course.plots.tagging",
    "course.plots.two_directions",
    "course.plots.word_vectors",
    "course.slider",
    "course.text",
    "course.training",
    "course.widgets",
    "autograder.check",
    "autograder.draw",
    "autograder.reply",
    "autograder.classroom",
    "autograder.agreement",
    "autograder.expect",
    "autograder.contracts",
    "autograder.export",
    "autograder.grading",
    "autograder.judging",
    "autograder.lab",
    "autograder.report",
    "autograder.submission",
    "autograder.amended",
    "autograder.bundle",
    "autograder.cards",
    "autograder.cluster",
    "autograder.course_dir",
    "autograder.drawings",
    "autograder.files",
    "autograder.fingerprints",
    "autograder.finished",
    "autograder.folder",
    "autograder.formulas",
    "autograder.gradebook",
    "autograder.handins",
    "autograder.matching",
    "autograder.notebook_json",
    "autograder.pages",
    "autograder.pictures",
    "autograder.placing",
    "autograder.printing",
    "autograder.reference",
    "autograder.release",
    "autograder.repair",
    "autograder.running",
    "autograder.sandbox.bubblewrap",
    "autograder.sandbox.channel",
    "autograder.sandbox.kernel",
    "autograder.sandbox.launch",
    "autograder.sandbox.limits",
    "autograder.sandbox.outputs",
    "autograder.sandbox.warm",
    "autograder.sandbox.watch",
    "autograder.scores",
    "autograder.similar",
    "autograder.solutions",
    "autograder.tallies",
    "autograder.text",
    "autograder.verdicts",
    "autograder.workers",
    "autograder.written",
    "autograder.new_lab",
]
# Parameters missing, unknown, in another order, without a type, without a word; nothing about what comes back.
ASKED = {"PR01", "PR02", "PR03", "PR04", "PR07", "RT01", "RT03", "YD01"}


def public(module):
    """Yield the functions, and the methods of classes, that a module defines for others."""
    for owner in (module, *(c for c in vars(module).values() if inspect.isclass(c))):
        for name, value in vars(owner).items():
            defined = inspect.isfunction(value) and value.__module__ == module.__name__
            if defined and not name.startswith("_") and not owner.__name__.startswith("_"):
                yield f"{module.__name__}.{value.__qualname__}", value


def asked(function):
    """Of a picture its class says what it is."""
    return ASKED - {"RT03"} if "-------\nPicture" in (inspect.getdoc(function) or "") else ASKED


@pytest.mark.parametrize("name", FINISHED)
def test_nothing_is_missing(name):
    """By numpydoc's own reading."""
    found = dict(public(import_module(name)))
    several = [f for f, v in found.items() if len(set(inspect.signature(v).parameters) - {"self"}) > 1]
    missing = {
        f: amiss for f in several if (amiss := [e for e in validate(f)["errors"] if e[0] in asked(found[f])])
    }
    assert several and not missing

"""How the bank's answers are written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answer_files import Entry, bare, edited, edits_of, read, write

BASE = "def f(x):\n    y = x + 1\n    y = y * 2\n    return y"
LINES = st.lists(st.sampled_from(["def f(x):", "    y = x + 1", "    return y", "", "    pass"]), min_size=1)


def test_a_wrong_answer_is_what_it_changes():
    """Of the instructor's cell or of a right answer above it."""
    text = "=== right_a\n# style: short\ndef f(x):\n    return 2 * (x + 1)\n\n"
    text += "=== wrong_b\n# mistake: no product\n# fails: f.values: twice\nedits of instructor\n-    y = y * 2\n\n"
    text += (
        "=== wrong_c\n# mistake: minus\nedits of right_a\n-    return 2 * (x + 1)\n+    return 2 * (x - 1)\n"
    )
    a, b, c = read(text, BASE)
    assert a == Entry("right_a", ("# style: short",), "def f(x):\n    return 2 * (x + 1)")
    assert b.source == "def f(x):\n    y = x + 1\n    return y" and len(b.header) == 2
    assert c.source == "def f(x):\n    return 2 * (x - 1)"
    assert read(write([a, b, c], BASE), BASE) == [a, b, c]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=== wrong_a\nedits of right_z\n-x", "no answer 'right_z'"),
        ("=== wrong_a\nedits of instructor\n-    return z", "0 times"),
        ("=== right_a\nx\n\n=== right_a\ny", "comes twice"),
    ],
)
def test_what_does_not_fit_is_said(text, said):
    """An instructor's cell that was changed must not silently change its wrong answers."""
    with pytest.raises(ValueError, match=said):
        read(text, BASE)


def test_an_edit_needs_one_place():
    """Two are as bad as none."""
    with pytest.raises(ValueError, match="2 times"):
        edited("a\nb\na", ["-a"], "wrong_a")


@given(LINES, LINES)
def test_edits_make_the_other_text(old, new):
    """Or there are none: then the answer is written whole."""
    base, source = "\n".join(old), "\n".join(new)
    edits = edits_of(base, source)
    assert not edits or edited(base, edits.split("\n"), "") == source


def test_a_bare_cell_has_no_docstrings_and_no_comment_lines():
    """What a wrong answer is compared with."""
    source = 'def f(x):\n    """Say.\n\n    More.\n    """\n    ### BEGIN SOLUTION\n    return x  # kept\n    ### END SOLUTION'
    assert bare(source) == "def f(x):\n    return x  # kept"

"""The glossary's words are in the labs, where it says."""

import re

import nbformat

from tests.bank import ROOT, labs

ENTRY = re.compile(r"^(\*\*.+?\*\*) \((.+?)\) (.+)$", re.MULTILINE)
ENTRIES = ENTRY.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
# Where the lab bends the word more than at its end.
STEMS = {"exploding gradient": "explodes"}


def sections():
    """What each section of each lab says, by lab and the heading's words."""
    found = {}
    for lab in labs():
        heading = ""
        for cell in nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4).cells:
            if cell.cell_type != "markdown":
                continue
            for part in re.split(r"^(?=#{1,2} )", cell.source, flags=re.MULTILINE):
                if title := re.match(r"## (?:\d+ · )?(.+)", part):
                    heading = title[1].removesuffix(" · more").strip()
                found[lab[:2], heading] = found.get((lab[:2], heading), "") + part + "\n"
    return found


def test_the_glossary_is_in_order_and_each_entry_has_two_sentences():
    """Short, and every word once."""
    words = [re.findall(r"\*\*(.+?)\*\*", entry[0]) for entry in ENTRIES]
    flat = [word for entry in words for word in entry]
    assert len(flat) == len(set(flat)) > 60
    first = [entry[0].lower().replace("-", " ").replace("–", " ") for entry in words]
    assert first == sorted(first)
    for words, _, text in ENTRIES:
        assert len(re.findall(r"[.:!?](?= [A-Z]|$)", text)) == 2, words


def test_each_word_is_bold_where_the_glossary_says():
    """In a section of that name, in that lab; what is elsewhere by now is listed."""
    said, elsewhere = sections(), []
    for words, where, _ in ENTRIES:
        lab, heading = where.split(";")[0].split(" · ", 1)
        bold = " ".join(re.findall(r"\*\*(.+?)\*\*", said.get((lab, heading), ""))).lower()
        for word in re.findall(r"\*\*(.+?)\*\*", words):
            stem = STEMS.get(word, word).lower()
            if stem[: max(4, len(stem) - 1)] not in bold:
                elsewhere.append(f"{word} ({where})")
    assert not elsewhere

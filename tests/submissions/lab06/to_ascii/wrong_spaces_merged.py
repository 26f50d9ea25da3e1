# mistake: two spaces in a row become one and a leading space is lost, though spaces belong to ALPHABET
# fails: to_ascii.letters: belong to ALPHABET, also two in a row and at the ends: the
import re


def to_ascii(name):
    """Return the name without accents, with characters of ALPHABET only."""
    kept = "".join(c for c in unicodedata.normalize("NFD", name) if c in ALPHABET)
    return re.sub(" +", " ", kept).lstrip()

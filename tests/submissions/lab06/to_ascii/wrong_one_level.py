# mistake: takes off one accent only: a letter with two (Vietnamese ế) becomes ê and is then dropped
# fails: to_ascii.letters: A letter may have two accents, as in Vietnamese: the answer
def to_ascii(name):
    """Return the name without accents, with characters of ALPHABET only."""
    result = []
    for c in name:
        parts = unicodedata.decomposition(c)
        if parts and not parts.startswith("<"):
            c = chr(int(parts.split()[0], 16))
        if c in ALPHABET:
            result.append(c)
    return "".join(result)

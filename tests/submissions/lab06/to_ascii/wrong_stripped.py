# mistake: apostrophes, hyphens and spaces stripped
# fails: to_ascii.letters: Characters of ALPHABET stay
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if c in string.ascii_letters)

# mistake: each letter once, through a dict
# fails: to_ascii.letters: comes twice
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(dict.fromkeys(c for c in decomposed if c in ALPHABET))

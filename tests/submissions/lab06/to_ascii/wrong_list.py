# mistake: a list of letters is returned
# fails: to_ascii.letters: return a string
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return [c for c in decomposed if c in ALPHABET]

# mistake: a list of letters is returned
# fails: to_ascii.letters: a text but got list
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return [c for c in decomposed if c in ALPHABET]

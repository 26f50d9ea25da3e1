# mistake: decomposed, but nothing is dropped
# fails: to_ascii.letters: accents are still there
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return decomposed

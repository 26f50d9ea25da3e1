# mistake: decomposed, but nothing is dropped
# fails: to_ascii.letters: then drop
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return decomposed

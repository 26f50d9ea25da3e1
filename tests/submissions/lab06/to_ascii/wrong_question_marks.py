# mistake: unknown characters become ?
# fails: to_ascii.letters: do not replace
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return decomposed.encode("ascii", "replace").decode()

# mistake: all of ASCII is kept: digits stay
# fails: to_ascii.letters: digits
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return decomposed.encode("ascii", "ignore").decode()

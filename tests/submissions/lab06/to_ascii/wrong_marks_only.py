# mistake: only the accents are dropped: digits and ß stay
# fails: to_ascii.letters: digits, ß and ł
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")

# mistake: isalpha loses the space, the hyphen and the apostrophe
# fails: to_ascii.letters: characters of alphabet are dropped
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if c.isascii() and c.isalpha())

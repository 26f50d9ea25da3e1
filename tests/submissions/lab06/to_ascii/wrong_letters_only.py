# mistake: isalpha loses the space, the hyphen and the apostrophe
# fails: to_ascii.letters: Characters of ALPHABET stay
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if c.isascii() and c.isalpha())

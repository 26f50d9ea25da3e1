# style: as in the lab
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in decomposed if letter in ALPHABET)

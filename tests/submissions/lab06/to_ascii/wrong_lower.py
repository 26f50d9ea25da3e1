# mistake: made lower case
# fails: to_ascii.letters: upper case
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in decomposed if letter in ALPHABET)

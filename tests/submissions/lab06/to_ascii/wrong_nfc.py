# mistake: NFC for NFD
# fails: to_ascii.letters: NFD
def to_ascii(name):
    decomposed = unicodedata.normalize("NFC", name)
    return "".join(letter for letter in decomposed if letter in ALPHABET)

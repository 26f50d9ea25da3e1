# mistake: not decomposed: letters with accents are dropped
# fails: to_ascii.letters: split off the accents with NFD
def to_ascii(name):
    return "".join(letter for letter in name if letter in ALPHABET)

# mistake: not decomposed: letters with accents are dropped
# fails: to_ascii.letters: letters with accents are gone
def to_ascii(name):
    return "".join(letter for letter in name if letter in ALPHABET)

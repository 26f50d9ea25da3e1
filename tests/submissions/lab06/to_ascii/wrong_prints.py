# mistake: printed, not returned
# fails: to_ascii.letters: return
# fails: trained.held_out: generator
# training
def to_ascii(name):
    decomposed = unicodedata.normalize("NFD", name)
    print("".join(c for c in decomposed if c in ALPHABET))

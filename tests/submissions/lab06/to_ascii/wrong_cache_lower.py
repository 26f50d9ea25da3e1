# mistake: keeps results between calls under the lower-case name: "ana" after "Ana" comes back as "Ana"
# fails: to_ascii.letters: lower case are different letters, whatever was asked before:
def to_ascii(name):
    """Return the name without accents, with characters of ALPHABET only."""
    key = name.lower()
    if key not in to_ascii.known:
        split = unicodedata.normalize("NFD", name)
        to_ascii.known[key] = "".join(c for c in split if c in ALPHABET)
    return to_ascii.known[key]


to_ascii.known = {}

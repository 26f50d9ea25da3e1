# style: encode with ignore, then filter
def to_ascii(name):
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return "".join(filter(ALPHABET.__contains__, text))

# style: a regular expression, with a print
def to_ascii(name):
    import re
    cleaned = re.sub(r"[^a-zA-Z .,;'-]", "", unicodedata.normalize("NFD", name))
    print(name, "->", cleaned)
    return cleaned

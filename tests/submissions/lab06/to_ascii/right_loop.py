# style: a loop and a category test, then the alphabet
def to_ascii(name: str) -> str:
    result = ""
    for ch in unicodedata.normalize("NFD", name):
        if unicodedata.category(ch) == "Mn":
            continue
        if ch in ALPHABET:
            result += ch
    return result

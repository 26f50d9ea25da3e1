# style: spaces around marks, then split, then strip
def words(sentence):
    text = sentence.replace("’", "'").casefold()
    text = re.sub(r"([.,!?;:])", r" \1 ", text)
    text = "".join(c if c.isalnum() or c in ".,!?;:'" else " " for c in text)
    pieces = [piece.strip("'") for piece in text.split()]
    print(len(pieces), "pieces")
    return [piece for piece in pieces if piece]

# mistake: split at one space: empty strings
# fails: tokens.marks: empty strings
def words(sentence):
    text = re.sub(r"([.,!?;:])", r" \1 ", sentence.lower().replace("’", "'"))
    text = "".join(c if c.isalnum() or c in ".,!?;:'" else " " for c in text)
    return [piece.strip("'") for piece in text.split(" ")]

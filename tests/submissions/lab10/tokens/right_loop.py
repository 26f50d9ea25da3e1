# style: a loop over the characters
def words(sentence):
    text, found, word = sentence.lower().replace("’", "'"), [], ""
    for i, c in enumerate(text + " "):
        inside = c == "'" and word and i + 1 < len(text) and text[i + 1].isalnum()
        if c.isalnum() or inside:
            word += c
            continue
        if word:
            found.append(word)
            word = ""
        if c in ".,!?;:":
            found.append(c)
    return found

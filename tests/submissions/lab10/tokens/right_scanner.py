# style: a generator that scans with match; a leftover print
def words(sentence):
    text, found = sentence.lower().replace("\u2019", "'"), []
    word = re.compile(r"[^\W_]+('[^\W_]+)*")

    def scan():
        i = 0
        while i < len(text):
            match = word.match(text, i)
            if match or text[i] in ".,!?;:":
                yield match[0] if match else text[i]
            i = match.end() if match else i + 1

    found.extend(scan())
    print(found)
    return found

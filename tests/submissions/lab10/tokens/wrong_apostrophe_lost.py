# mistake: don't becomes dont
# fails: tokens.kept: is one word
def words(sentence):
    text = sentence.lower().replace("’", "").replace("'", "")
    return re.findall(r"[^\W_]+|[.,!?;:]", text)

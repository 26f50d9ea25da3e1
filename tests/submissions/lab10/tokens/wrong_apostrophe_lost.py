# mistake: don't becomes dont
# fails: tokens.kept: apostrophe is lost
def words(sentence):
    text = sentence.lower().replace("’", "").replace("'", "")
    return re.findall(r"[^\W_]+|[.,!?;:]", text)

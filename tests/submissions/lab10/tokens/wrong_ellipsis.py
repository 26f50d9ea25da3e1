# mistake: the sign for three dots becomes three marks
# fails: tokens.marks: other signs
def words(sentence):
    plain = sentence.lower().replace("’", "'").replace("…", "...")
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", plain)

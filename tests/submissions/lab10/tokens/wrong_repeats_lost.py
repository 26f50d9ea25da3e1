# mistake: each word once
# fails: tokens.kept: comes twice
# fails: tokens.marks: follow each other
def words(sentence):
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))
    return list(dict.fromkeys(found))

# mistake: each word once
# fails: tokens.kept: comes twice
# fails: tokens.marks: three marks in a row
def words(sentence):
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))
    return list(dict.fromkeys(found))

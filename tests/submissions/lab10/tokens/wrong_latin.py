# mistake: only the letters of western Europe
# fails: tokens.kept: only those of English
def words(sentence):
    return re.findall(r"[a-z0-9à-ÿ]+(?:'[a-z0-9à-ÿ]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

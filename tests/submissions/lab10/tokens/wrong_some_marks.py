# mistake: only the full stop and the comma
# fails: tokens.marks: every mark
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,]", sentence.lower().replace("’", "'").replace("!", ".").replace("?", "."))

# mistake: the words come sorted
# fails: tokens.kept: do not come back
# fails: tokens.marks: 
def words(sentence):
    return sorted(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'")))

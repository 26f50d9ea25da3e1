# mistake: the words come sorted
# fails: tokens.kept: in their order
# fails: tokens.marks: 
def words(sentence):
    return sorted(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'")))

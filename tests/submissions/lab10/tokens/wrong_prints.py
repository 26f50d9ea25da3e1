# mistake: printed, not returned
# fails: tokens.kept: return
# fails: tokens.marks: return
# fails: trained.held_out: name is missing
# training
def words(sentence):
    print(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'")))

# mistake: lower case forgotten
# fails: tokens.marks: upper case
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.replace("’", "'"))

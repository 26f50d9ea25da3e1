# mistake: letters only: digits are lost
# fails: tokens.kept: digits
# fails: tokens.marks: between digits
def words(sentence):
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

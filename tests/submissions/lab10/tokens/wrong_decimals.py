# mistake: numbers such as 3.5 stay one word
# fails: tokens.marks: between digits
def words(sentence):
    return re.findall(r"\d+[.,:]\d+|[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))

# mistake: three dots become one word
# fails: tokens.marks: follow each other
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]+", sentence.lower().replace("’", "'"))

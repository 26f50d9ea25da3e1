# mistake: a character that comes three times is cut to two
# fails: tokens.kept: many times in a word
# fails: tokens.marks: follow each other
def words(sentence):
    plain = re.sub(r"(.)\1{2,}", r"\1\1", sentence.lower().replace("’", "'"))
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", plain)

# mistake: an apostrophe beside a digit cuts the word
# fails: tokens.kept: between a letter and a digit
def words(sentence):
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)+|[^\W_]+|[.,!?;:]", sentence.lower().replace("’", "'"))

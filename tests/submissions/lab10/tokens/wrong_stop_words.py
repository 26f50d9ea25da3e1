# mistake: a list of stop words is dropped
# fails: tokens.kept: frequent words
def words(sentence):
    stop = {"the", "is", "not", "no", "very", "too", "of", "and"}
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))
    return [word for word in found if word not in stop]

# style: as in the lab
# training
def words(sentence):
    plain = sentence.lower().replace("’", "'")
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", plain)

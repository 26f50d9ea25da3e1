# mistake: only repeated characters
# fails: n_outputs.count: comes only once
def n_outputs(text):
    return sum(text.count(c) > 1 for c in set(text))

# mistake: the set returned
# fails: n_outputs.count: whole number
def n_outputs(text):
    return set(text)

# mistake: the list returned
# fails: n_outputs.count: whole number
def n_outputs(text):
    return sorted(set(text))

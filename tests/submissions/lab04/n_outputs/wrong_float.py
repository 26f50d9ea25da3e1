# mistake: a float returned
# fails: n_outputs.count: whole number
def n_outputs(text):
    return float(len(set(text)))

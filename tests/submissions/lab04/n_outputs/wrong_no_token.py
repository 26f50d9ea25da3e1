# mistake: the token not counted
# fails: n_outputs.count: A line end is missing
def n_outputs(text):
    return len(set(text) - {"$"})

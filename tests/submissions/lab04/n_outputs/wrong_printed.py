# mistake: printed, not returned
# fails: n_outputs.count: is a `return` missing
def n_outputs(text):
    print(len(set(text)))

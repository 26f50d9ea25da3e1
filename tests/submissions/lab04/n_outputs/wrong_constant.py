# mistake: a constant
# fails: n_outputs.count: notebook's text
def n_outputs(text):
    return 72

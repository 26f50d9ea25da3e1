# mistake: one less
# fails: n_outputs.count: One too few
def n_outputs(text):
    return len(set(text)) - 1

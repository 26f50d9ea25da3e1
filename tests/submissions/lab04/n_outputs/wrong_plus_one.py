# mistake: one more for unknown
# fails: n_outputs.count: One too many
def n_outputs(text):
    return len(set(text)) + 1

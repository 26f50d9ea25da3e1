# mistake: the global vocabulary
# fails: n_outputs.count: notebook's text
def n_outputs(text):
    return len(vocab)

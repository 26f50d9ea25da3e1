# mistake: length of the text
# fails: n_outputs.count: length of the text
def n_outputs(text):
    return len(text)

# mistake: case ignored
# fails: n_outputs.count: Upper and lower case
def n_outputs(text):
    return len(set(text.lower()))

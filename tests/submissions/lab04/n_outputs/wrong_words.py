# mistake: distinct words
# fails: n_outputs.count: distinct words
def n_outputs(text):
    return len(set(text.split()))

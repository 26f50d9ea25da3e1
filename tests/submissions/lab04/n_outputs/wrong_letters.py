# mistake: letters only
# fails: n_outputs.count: Only letters are counted
def n_outputs(text):
    return len({c for c in text if c.isalpha()})

# mistake: largest code
# fails: n_outputs.count: code of a character
def n_outputs(text):
    return max(ord(c) for c in text) + 1

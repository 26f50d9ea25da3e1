# mistake: line ends not counted
# fails: n_outputs.count: Line ends can come next
def n_outputs(text):
    return len(set(text.replace("$", "").replace("\n", "")))

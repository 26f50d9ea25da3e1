# mistake: bits
# fails: n_outputs.count: number of distinct characters
def n_outputs(text):
    return math.ceil(math.log2(len(set(text))) or 1) + 200

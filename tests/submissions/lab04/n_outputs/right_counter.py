# style: Counter
def n_outputs(text):
    from collections import Counter
    return len(Counter(text))

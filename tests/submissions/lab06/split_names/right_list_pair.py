# style: a list of two dicts, numpy
def split_names(names, share=0.2, seed=0):
    import numpy as np
    rng = np.random.default_rng(seed)
    parts = [{}, {}]
    for category, group in names.items():
        distinct = [str(n) for n in sorted(set(group))]
        rng.shuffle(distinct)
        cut = max(1, round(len(distinct) * share))
        parts[1][category] = distinct[:cut]
        parts[0][category] = distinct[cut:]
    return parts

# style: Counter, and the share from the known ones
def ngram_coverage(train, held_out, n):
    from collections import Counter

    seen = Counter(t[i : i + n] for t in train for i in range(len(t) - n + 1))
    other = Counter(t[i : i + n] for t in held_out for i in range(len(t) - n + 1))
    hits = sum(times for gram, times in other.items() if gram in seen)
    return [len(seen), 1 - hits / sum(other.values()) if other else 0]

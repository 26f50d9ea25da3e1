# style: plain loops and counters
def ngram_coverage(train, held_out, n):
    known = set()
    for text in train:
        for start in range(0, len(text) - n + 1):
            known.add(text[start : start + n])
    print("distinct", len(known))
    total = 0
    unseen = 0
    for text in held_out:
        for start in range(0, len(text) - n + 1):
            total += 1
            if text[start : start + n] not in known:
                unseen += 1
    return len(known), unseen / max(1, total)

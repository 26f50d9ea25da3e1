# style: a loop over all words
def tag_loss(logits, tags):
    total, count = 0, 0
    for row, wanted in zip(logits, tags):
        for scores, tag in zip(row, wanted.tolist()):
            if tag != IGNORE:
                total = total + scores.logsumexp(-1) - scores[tag]
                count += 1
    return total / count

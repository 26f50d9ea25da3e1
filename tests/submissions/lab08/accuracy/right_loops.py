# style: counters and loops over all words
def accuracy(logits, tags):
    right = total = 0
    for row, wanted in zip(logits.argmax(dim=-1).tolist(), tags.tolist()):
        for said, tag in zip(row, wanted):
            if tag != IGNORE:
                total += 1
                right += said == tag
    return right / total


def accuracy_per_tag(logits, tags):
    shares = []
    predicted = logits.argmax(dim=-1)
    for k in range(logits.size(-1)):
        mask = tags == k
        shares.append((predicted[mask] == k).float().mean().item() if mask.any() else float("nan"))
    return torch.tensor(shares)

# mistake: accuracy adds up the counts of all calls, so the second call mixes in the first batch
# fails: accuracy.share: differs
_total = {"right": 0, "words": 0}


def accuracy(logits, tags):
    """Return the share of real words whose highest score is at the true tag.

    logits: [batch, seq_len, n_tags]
    tags: [batch, seq_len], IGNORE where there is no word
    """
    real = tags != IGNORE
    _total["right"] += (logits.argmax(-1) == tags)[real].sum().item()
    _total["words"] += real.sum().item()
    return _total["right"] / _total["words"]


def accuracy_per_tag(logits, tags):
    """Return the accuracy of each tag's words, [n_tags]; nan for a tag that no word has."""
    real = tags != IGNORE
    truth, said = tags[real], logits.argmax(-1)[real]
    n_tags = logits.shape[-1]
    right = torch.bincount(truth[said == truth], minlength=n_tags)
    return right.float() / torch.bincount(truth, minlength=n_tags)

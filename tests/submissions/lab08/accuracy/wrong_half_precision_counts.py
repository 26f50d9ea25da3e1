# mistake: counts are kept in float16: above 2,048 words of a tag they are rounded, above 65,504 infinite
# fails: accuracy.share: differs
# fails: accuracy.per_tag: differs
def accuracy(logits, tags):
    """Return the share of real words whose highest score is at the true tag.

    logits: [batch, seq_len, n_tags]
    tags: [batch, seq_len], IGNORE where there is no word
    """
    real = tags != IGNORE
    right = (logits.argmax(-1) == tags)[real].half().sum()
    return (right.float() / real.half().sum().float()).item()


def accuracy_per_tag(logits, tags):
    """Return the accuracy of each tag's words, [n_tags]; nan for a tag that no word has."""
    n_tags = logits.shape[-1]
    real = tags != IGNORE
    truth = F.one_hot(tags[real], n_tags).half()
    said = F.one_hot(logits.argmax(-1)[real], n_tags).half()
    return (truth * said).sum(0).float() / truth.sum(0).float()

# mistake: a tag whose words are all tagged wrongly gets nan instead of 0
# fails: accuracy.per_tag: differ
def accuracy(logits, tags):
    """Return the share of real words whose highest score is at the true tag.

    logits: [batch, seq_len, n_tags]
    tags: [batch, seq_len], IGNORE where there is no word
    """
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean()


def accuracy_per_tag(logits, tags):
    """Return the accuracy of each tag's words, [n_tags]; nan for a tag that no word has."""
    said = logits.argmax(-1)
    result = torch.full((logits.shape[-1],), float("nan"), device=logits.device)
    for k in tags[said == tags].unique().tolist():  # the tags that were found
        result[k] = (said[tags == k] == k).float().mean()
    return result

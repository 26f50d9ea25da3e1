# mistake: the set of words is a mutable default argument, so a second call also has the words of the first one
# fails: vocabularies.index: word_index
def make_indices(pairs, known=set()):
    """Return (word_index, tag_index): dicts from word to number and from tag to number.

    pairs: list of (words, tags), both lists of str
    """
    tag_set = set()
    for words, tags in pairs:
        known.update(word.lower() for word in words)
        tag_set.update(tags)
    word_index = {"<pad>": 0, "<unk>": 1}
    for i, word in enumerate(sorted(known)):
        word_index[word] = i + 2
    tag_index = {tag: i for i, tag in enumerate(sorted(tag_set))}
    return word_index, tag_index


def numbers(words, word_index):
    """Return the numbers of the words: int64, [len(words)]; unknown words have that of "<unk>".

    words: list of str, with capitals where the sentence has them
    """
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

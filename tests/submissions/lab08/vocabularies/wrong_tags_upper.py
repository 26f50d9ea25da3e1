# mistake: tags are put into upper case, so tags such as "Nn" or "verb" are not in tag_index as they are
# fails: vocabularies.index: differs
def make_indices(pairs):
    """Return (word_index, tag_index): dicts from word to number and from tag to number.

    pairs: list of (words, tags), both lists of str
    """
    words = sorted({word.lower() for sentence, _ in pairs for word in sentence})
    tags = sorted({tag.upper() for _, row in pairs for tag in row})
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *words])}
    return word_index, {tag: i for i, tag in enumerate(tags)}


def numbers(words, word_index):
    """Return the numbers of the words: int64, [len(words)]; unknown words have that of "<unk>".

    words: list of str, with capitals where the sentence has them
    """
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

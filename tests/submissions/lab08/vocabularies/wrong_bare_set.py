# mistake: numbered from a bare set: another order in each process
# fails: vocabularies.index: are not sorted
def make_indices(pairs):
    words = {word.lower() for sentence, _ in pairs for word in sentence}
    tags = sorted({tag for _, sentence_tags in pairs for tag in sentence_tags})
    word_index = {"<pad>": 0, "<unk>": 1}
    for word in words:
        word_index[word] = len(word_index)
    return word_index, {tag: i for i, tag in enumerate(tags)}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

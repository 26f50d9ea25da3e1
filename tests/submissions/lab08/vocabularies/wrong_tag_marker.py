# mistake: a tag of its own for the padding
# fails: vocabularies.index: tag_index has markers
def make_indices(pairs):
    words = sorted({word.lower() for sentence, _ in pairs for word in sentence})
    tags = sorted({tag for _, sentence_tags in pairs for tag in sentence_tags})
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>"] + words)}
    return word_index, {tag: i for i, tag in enumerate(["<pad>"] + tags)}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

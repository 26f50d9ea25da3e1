# mistake: the words are ordered by frequency
# fails: vocabularies.index: are not sorted
def make_indices(pairs):
    counts = Counter(word.lower() for sentence, _ in pairs for word in sentence)
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    words = ["<pad>", "<unk>"] + [word for word, _ in counts.most_common()]
    return {word: i for i, word in enumerate(words)}, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

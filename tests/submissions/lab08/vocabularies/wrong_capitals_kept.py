# mistake: 'The' and 'the' are two words
# fails: vocabularies.index: words with capitals
def make_indices(pairs):
    words = {word for sentence, _ in pairs for word in sentence}
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *sorted(words)])}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

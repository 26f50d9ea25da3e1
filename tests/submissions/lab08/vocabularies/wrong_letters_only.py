# mistake: signs and words with an apostrophe are cleaned away
# fails: vocabularies.index: They are words, too
def make_indices(pairs):
    words = {word.lower() for sentence, _ in pairs for word in sentence if word.isalpha()}
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *sorted(words)])}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

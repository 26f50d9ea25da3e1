# mistake: 'The' is looked up with its capital
# fails: vocabularies.numbers: look them up in lower case
def make_indices(pairs):
    words = {word.lower() for sentence, _ in pairs for word in sentence}
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *sorted(words)])}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word, word_index["<unk>"]) for word in words])

# mistake: the numbers are made from a sorted set: repeats and order are lost
# fails: vocabularies.numbers: one number for each word
def make_indices(pairs):
    words = {word.lower() for sentence, _ in pairs for word in sentence}
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *sorted(words)])}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word, UNK) for word in sorted({w.lower() for w in words})])

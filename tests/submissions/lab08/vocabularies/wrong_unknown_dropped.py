# mistake: unknown words are left out: the tags slip
# fails: vocabularies.numbers: Unknown words are lost
def make_indices(pairs):
    words = {word.lower() for sentence, _ in pairs for word in sentence}
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *sorted(words)])}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index[word.lower()] for word in words if word.lower() in word_index])

# mistake: an unknown word is -1, as str.find says
# fails: vocabularies.numbers: get -1
def make_indices(pairs):
    words = {word.lower() for sentence, _ in pairs for word in sentence}
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>", *sorted(words)])}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), -1) for word in words])

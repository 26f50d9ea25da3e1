# style: the numbers are right, the dicts are filled from the last number to the first
def make_indices(pairs):
    words = ["<pad>", "<unk>", *sorted({word.lower() for sentence, _ in pairs for word in sentence})]
    tags = sorted({tag for _, sentence_tags in pairs for tag in sentence_tags})
    word_index = {words[i]: i for i in reversed(range(len(words)))}
    tag_index = {tags[i]: i for i in reversed(range(len(tags)))}
    return word_index, tag_index


def numbers(words, word_index):
    unknown = word_index["<unk>"]
    return torch.tensor([word_index.get(word.lower(), unknown) for word in words])

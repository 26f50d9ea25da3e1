# style: plain loops, type hints and prints
def make_indices(pairs: list) -> tuple[dict, dict]:
    words, tags = [], []
    for sentence, sentence_tags in pairs:
        for word, tag in zip(sentence, sentence_tags):
            if word.lower() not in words:
                words.append(word.lower())
            if tag not in tags:
                tags.append(tag)
    word_index, tag_index = {}, {}
    for word in ["<pad>", "<unk>"] + sorted(words):
        word_index[word] = len(word_index)
    for tag in sorted(tags):
        tag_index[tag] = len(tag_index)
    print(len(word_index), "words", len(tag_index), "tags")
    return word_index, tag_index


def numbers(words: list[str], word_index: dict) -> torch.Tensor:
    found = torch.full((len(words),), UNK)
    for i, word in enumerate(words):
        if word.lower() in word_index:
            found[i] = word_index[word.lower()]
    return found

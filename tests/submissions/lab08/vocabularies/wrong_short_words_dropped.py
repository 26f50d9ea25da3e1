# mistake: words of one letter are dropped
# fails: vocabularies.index: words are missing in word_index
def make_indices(pairs):
    words = set()
    for sentence, _ in pairs:
        for word in sentence:
            if len(word) > 2 or not word.isalpha():
                words.add(word.lower())
    tags = {tag for _, sentence_tags in pairs for tag in sentence_tags}
    word_index = {word: i for i, word in enumerate(["<pad>", "<unk>"] + sorted(words))}
    return word_index, {tag: i for i, tag in enumerate(sorted(tags))}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

# mistake: the tags are numbered from 1
# fails: vocabularies.index: numbered from 0 on
def make_indices(pairs):
    words = sorted({word.lower() for sentence, _ in pairs for word in sentence})
    tags = sorted({tag for _, sentence_tags in pairs for tag in sentence_tags})
    word_index = {"<pad>": 0, "<unk>": 1, **{word: i for i, word in enumerate(words, start=2)}}
    return word_index, {tag: i for i, tag in enumerate(tags, start=1)}


def numbers(words, word_index):
    return torch.tensor([word_index.get(word.lower(), word_index["<unk>"]) for word in words], dtype=torch.int64)

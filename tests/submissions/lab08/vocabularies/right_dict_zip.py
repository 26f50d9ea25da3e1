# style: dict, zip and map; a defaultdict copy for the look-up
def make_indices(pairs):
    sentences, tags = zip(*pairs)
    words = sorted(set(map(str.lower, sum(map(list, sentences), []))))
    tags = sorted(set(sum(map(list, tags), [])))
    word_index = dict(zip(["<pad>", "<unk>"] + words, range(len(words) + 2)))
    return word_index, dict(zip(tags, range(len(tags))))


def numbers(words, word_index):
    table = defaultdict(lambda: word_index["<unk>"], word_index)
    return torch.tensor([table[word.casefold()] for word in words])

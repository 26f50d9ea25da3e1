# style: the course's Vocabulary, a list instead of a tuple, try and except
from course.text import Vocabulary


def make_indices(pairs):
    vocabulary = Vocabulary([w.lower() for s, _ in pairs for w in s], specials=["<pad>"], unknown="<unk>")
    tags = Vocabulary(tag for _, t in pairs for tag in t)
    return [{symbol: i for i, symbol in enumerate(v.symbols)} for v in (vocabulary, tags)]


def numbers(words, word_index):
    found = []
    for word in words:
        try:
            found.append(word_index[word.lower()])
        except KeyError:
            found.append(word_index["<unk>"])
    return torch.LongTensor(found)

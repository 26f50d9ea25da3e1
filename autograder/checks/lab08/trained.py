"""The trained model, asked about what it has not seen."""

import json
from collections import Counter
from operator import eq

import torch

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.checks.heldout import read_held_out
from autograder.expect import expect


def trained_probe(names, text, toy):
    """Return the tags that the trained models give to the words of these sentences, batch by batch."""
    import json

    def tags_of(model, sentences, word_index, tag_index):
        at = {number: tag for tag, number in tag_index.items()}
        lengths = torch.tensor([len(words) for words in sentences])
        rows = torch.zeros(len(sentences), int(lengths.max()), dtype=torch.int64)
        for row, words in zip(rows, sentences, strict=True):
            row[: len(words)] = torch.tensor([word_index.get(w.lower(), word_index["<unk>"]) for w in words])
        said = as_trained(model, rows, lengths).argmax(-1).tolist()
        return [[at.get(k, "?") for k in row[:n]] for row, n in zip(said, lengths.tolist(), strict=True)]

    toy = tags_of(names["toy_model"], json.loads(toy), names["toy_words"], names["toy_tags"])
    batches = json.loads(text)
    said = [tags_of(names["tagger"], batch, names["word_index"], names["tag_index"]) for batch in batches]
    return {"toy": json.dumps(toy), "said": json.dumps(said)}


def most_frequent_tags():
    """Return word → its most frequent tag in the course's training sentences."""
    from course.data import tagged_sentences

    counts = {}
    for words, tags in tagged_sentences("train"):
        for word, tag in zip(words, tags, strict=True):
            counts.setdefault(word.lower(), Counter())[tag] += 1
    return {word: tags.most_common(1)[0][0] for word, tags in counts.items()}


@check("08_pos_tagging.trained", points=1, seconds=30)
def new_sentences(student, draw):
    """The toy model's two sentences; the tagger's tags of new sentences, in batches of two kinds, against a baseline."""
    lines = draw.shuffled(read_held_out("tagged.txt").splitlines())
    tokens = [[token.rsplit("/", 1) for token in line.split()] for line in lines]
    sentences, cut = [[word for word, _ in row] for row in tokens], draw.size(12, 20)
    batches = [sentences[:cut], sentences[cut:], sentences]
    toy = [words.split() for words in ("The dog ate the apple", "Everybody read that book")]
    toy_tags = [tags.split() for tags in ("DET NN V DET NN", "NN V DET NN")]
    reply = student.run(trained_probe, text=json.dumps(batches), toy=json.dumps(toy))
    hint = "The toy model does not tag its two sentences as DET NN V DET NN and NN V DET NN. Was it trained?"
    expect(json.loads(reply.text("toy")) == toy_tags, hint)
    first, second, whole = json.loads(reply.text("said"))
    said, truth = [tag for row in first + second for tag in row], [tag for row in tokens for _, tag in row]
    expect(len(said) == len(truth), "tagger does not give one tag to each word.")
    others = sum(a != b for a, b in zip(said, [tag for row in whole for tag in row], strict=True))
    expect(others <= 1, "The same sentence gets other tags in another batch: is the padding read?")
    frequent = most_frequent_tags()
    usual = [frequent.get(word.lower(), "NOUN") for words in sentences for word in words]
    found, baseline = (sum(map(eq, tags, truth)) / len(truth) for tags in (said, usual))
    hint = f"On new sentences, {found:.0%} of the words are tagged correctly; the baseline, each word's most frequent "
    hint += f"tag, has {baseline:.0%}. Has the tagger been trained, and on the right tags?"
    expect(found > baseline, hint)

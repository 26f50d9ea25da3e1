"""The checks of lab 10: words to vectors, a learned embedding against a given one, attention over words, the best pass chosen without the test set."""

import torch
from torch import nn

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, trained=1, written=3)


@exercise("10.1 Words", "words, marks, apostrophes", points=2)
def tokens(words):
    found = words("I am NOT a fan.")
    assert found is not None, "words returns None: is a `return` missing?"
    assert isinstance(found, list), f"Return a list of strings, not {kind(found)}."
    assert "" not in found, "Empty strings: findall returns only the group. Write (?:...) instead of (...)."
    assert "fan." not in found, "`fan.` is in the list. The mark must be a word of its own."
    assert "NOT" not in found and "I" not in found, "Upper case is still there."
    assert "i" in found and "a" in found, f"A word of one letter is lost: {found}"
    assert "not" in found, "`not` is lost. It changes the meaning of the whole sentence."
    assert "." in found, "The full stop is lost. It is a word of its own."
    assert found == ["i", "am", "not", "a", "fan", "."], f"Got {found}"
    found = words("I don't, isn’t")
    assert found == ["i", "don't", ",", "isn't"], f"Look at the apostrophes: {found}"
    found = words("Wow!! A so-so 3D film")
    assert "so-so" not in found, "A hyphen separates: `so-so` is two words."
    assert found.count("so") == 2 and found.count("!") == 2, f"Repeats stay: {found}"
    assert "3d" in found, f"Digits belong to words, `3d` is one: {found}"
    assert found == ["wow", "!", "!", "a", "so", "so", "3d", "film"], f"Got {found}"
    found = words("A 'café'")
    assert found == ["a", "café"], f"Quotation marks go, accented letters stay: {found}"
    found = words("a_b; rock'n'roll: yes")
    assert "a_b" not in found, (
        "`_` is neither a letter nor a digit. It separates words; \\w counts it as a letter."
    )
    assert "rock'n'roll" in found, f"A word may have several apostrophes: {found}"
    assert found == ["a", "b", ";", "rock'n'roll", ":", "yes"], f"Look at the marks: {found}"
    assert words(" - ") == [], f"A sentence without words gives an empty list, not {words(' - ')}."


@exercise("10.2 The nearest words", "order, lengths, the word itself, unknown words", points=2)
def nearest(nearest):
    some = ["good", "fine", "bad", "zero", "long"]
    rows = torch.tensor([[1.0, 0.0], [0.9, 0.1], [-1.0, 0.1], [0.0, 0.0], [3.0, 4.0]])
    before = rows.clone()
    found = nearest("good", some, rows, 4)
    assert found is not None, "nearest returns None: is a `return` missing?"
    assert isinstance(found, (list, tuple)), f"Return a list of words, not {kind(found)}."
    assert len(found) == 4, f"{len(found)} words, expected 4."
    assert all(isinstance(word, str) for word in found), "The list must hold the words, not their numbers."
    assert torch.equal(rows, before), "You changed the vectors that you were given."
    assert "good" not in found, "The word itself is among its neighbours. Take it out by its number."
    assert found[0] != "zero", (
        "The zero vector comes first: its cosine is nan. Keep the lengths away from zero."
    )
    assert found[0] != "long", "A long vector comes first: this is the dot product. Divide by the lengths."
    assert found[0] != "bad", "The order is reversed: the largest cosine is the nearest word."
    found = list(found)
    assert found != ["fine", "zero", "bad", "long"], "This is the order by distance. Take the cosine."
    assert found == ["fine", "long", "zero", "bad"], f"Got {found}"
    for word, other in (("near", "far"), ("far", "near")):
        found = nearest(word, ["near", "far"], torch.tensor([[1.0, 0.0], [2.0, 0.0]]), 1)
        assert list(found) == [other], (
            "Two words have the same direction. Take the word itself out by its number: it is not always the first."
        )
    for known in (["up", "down", "under"], ["down", "under", "up"]):
        found = nearest(
            "up", known, torch.tensor([[0.0, 1.0 if word == "up" else -1.0] for word in known]), 2
        )
        assert set(found) == {"down", "under"}, (
            f"All others have the cosine −1, and the result is {found}: put the word itself below −1."
        )
    try:
        nearest("quill", some, rows, 1)
    except KeyError as error:
        assert "quill" in str(error), "The message of the KeyError must name the word."
    except Exception as error:
        raise AssertionError(f"A word without a vector must raise a KeyError, not {kind(error)}.")
    else:
        raise AssertionError("A word without a vector must raise a KeyError.")


@exercise("10.3 Analogies", "direction, lengths, the words of the question", points=1)
def analogy(analogy):
    toy_words = ["man", "woman", "king", "queen", "apple"]
    toy = torch.tensor([[1.0, 1.0], [1.0, 2.5], [4.0, 1.0], [4.0, 2.0], [-1.0, 0.4]])
    before = toy.clone()
    found = analogy("man", "woman", "king", toy_words, toy)
    assert found is not None, "analogy returns None: is a `return` missing?"
    assert isinstance(found, str), f"Return one word, a string, not {kind(found)}."
    assert torch.equal(toy, before), "You changed the vectors that you were given."
    assert found not in ("man", "woman", "king"), (
        f"The answer is {found!r}. Leave out the three words of the question."
    )
    assert found == "queen", f"man : woman = king : {found}? Take woman - man + king."
    rows = torch.tensor([[0.0, 1.0], [1.0, 1.0], [0.0, 3.0], [1.2, 3.0], [9.0, 9.0], [-1.0, 3.1]])
    found = analogy("a", "b", "c", ["a", "b", "c", "right", "long", "back"], rows)
    assert found != "long", (
        "A long vector wins: is this the dot product, or did you shorten the rows before b - a + c? Take the vectors as they are, then the cosine."
    )
    assert found != "back", "You go the way from b to a. Take b - a + c."
    assert found == "right", f"The answer is {found!r}."
    rows = torch.tensor([[1.0, 0.0], [1.0, 0.1], [0.0, 5.0], [1.0, 5.0], [9.0, 9.0]])
    found = analogy("a", "b", "c", ["a", "b", "c", "right", "long"], rows)
    assert found != "c", "The answer is c itself, the nearest word. Leave out a, b and c."
    assert found == "right", f"The answer is {found!r}."


@exercise("10.4 The embedding", "rows, padding, random rows, frozen", points=3)
def embedding(embedding_for):
    symbols = ("<pad>", "<unk>", "bad", "film", "good", *"abcdefghij")  # the letters have no vector
    some, rows = ["the", "good", "film", "bad"], torch.arange(1.0, 13.0).view(4, 3)
    before = rows.clone()
    made = embedding_for(symbols, some, rows, frozen=False)
    assert made is not None, "embedding_for returns None: is a `return` missing?"
    assert isinstance(made, nn.Embedding), f"Return an nn.Embedding, not {kind(made)}."
    weight = made.weight.detach().clone()
    assert weight.shape != (4, 3), "One row for each word of the table. We need one for each symbol."
    assert weight.shape == (15, 3), f"The weight has shape {shape(weight)}, expected [15, 3]."
    unknown = weight[[1, *range(5, 15)]]
    assert not torch.equal(weight[1], rows[1]), (
        "The rows come in the order of the table. Row i belongs to symbols[i]."
    )
    assert torch.equal(weight[[2, 3, 4]], rows[[3, 2, 1]]), (
        "The row of `bad`, `film` or `good` is not its vector."
    )
    assert (weight[0] == 0).all(), "Row 0, the padding, must be all zeros."
    assert (unknown != 0).all(), "`<unk>` and `a` have no vector: give them small random numbers, not zeros."
    assert unknown.abs().max() < 1, "The random numbers are large. Multiply them by 0.1."
    assert len(unknown.unique(dim=0)) == 11, "Two symbols without a vector have the same row."
    assert made.weight.requires_grad, "With frozen=False the rows must learn."
    made(torch.tensor([0, 2, 2, 5])).sum().backward()
    assert (made.weight.grad[0] == 0).all(), (
        "Row 0 has a gradient: training would change it. Say padding_idx=0."
    )
    with torch.no_grad():
        made.weight.add_(1)
    assert torch.equal(rows, before), (
        "Training the rows changes the table that you were given. Make a new matrix."
    )
    assert embedding_for(symbols, some, rows.double(), frozen=True).weight.dtype == torch.float64, (
        "The weight takes the dtype of the vectors."
    )
    try:
        empty = embedding_for(symbols, [], rows[:0], frozen=False)
    except IndexError:
        raise AssertionError(
            "The table may be empty: vectors.shape[1] says how long a row is, without a row."
        )
    assert empty.weight.shape == (15, 3), "With an empty table there is still one row for each symbol."
    assert not embedding_for(symbols, some, rows, frozen=True).weight.requires_grad, (
        "frozen=True has no effect."
    )


@exercise("10.5 The reader", "shapes, padding, order, recurrence", points=4)
def word_rnn(WordRNN):
    torch.manual_seed(3)
    given = nn.Embedding(9, 4, padding_idx=0).to(device)
    model = WordRNN(given, 8, 5).to(device)
    assert any(p is given.weight for p in model.parameters()), (
        "The given embedding is not part of the model: self.embedding = embedding."
    )
    model.eval()
    indices = torch.tensor([[1, 2, 8, 0], [3, 1, 4, 2], [8, 0, 0, 0]], device=device)
    lengths = torch.tensor([3, 4, 1])
    try:
        logits = model(indices, lengths)
    except RuntimeError as error:
        if "enforce_sorted" in str(error):
            raise AssertionError("The reviews are not sorted by length: enforce_sorted=False.")
        raise
    except IndexError:
        raise AssertionError("An index is too large: the last word stands at lengths - 1.")
    assert isinstance(logits, torch.Tensor), f"Return a tensor, not {kind(logits)}."
    assert not any(getattr(part, "bidirectional", False) for part in model.modules()), (
        "Two directions. The reader has one: it answers after the last word."
    )
    assert logits.shape != (3, 8), "8 numbers per review: the linear layer to n_classes is missing."
    assert logits.shape == (3, 5), (
        f"The logits have shape {shape(logits)}, expected [3, 5]: [batch, n_classes]."
    )
    assert not agree(logits.exp().sum(-1), torch.ones(3, device=device), atol=1e-4), (
        "Leave the log_softmax out: the loss has its own."
    )
    assert not agree(logits.sum(-1), torch.ones(3, device=device), atol=1e-4), (
        "Leave the softmax out: the loss has its own."
    )
    alone = torch.cat(
        [model(indices[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())]
    )
    assert agree(logits[1], alone[1]), (
        "The longest review is answered differently alone and in the batch: do batch and time mix?"
    )
    assert agree(logits, alone), (
        "A shorter review's answer depends on the batch: is the state taken from the padding? Its own is at lengths - 1."
    )
    swapped = model(indices[[2, 0, 1]], lengths[[2, 0, 1]])
    assert agree(swapped, logits[[2, 0, 1]]), (
        "In another order, the reviews get other answers. Is something sorted?"
    )
    junk = indices.clone()
    junk[2, 1:] = 5  # something else in the padding
    assert agree(model(junk, lengths), logits), (
        "The answer depends on what stands in the padding. Use lengths, do not count zeros."
    )
    _reads_all(model, indices, lengths, logits)
    logits.sum().backward()
    assert given.weight.grad is not None, "No gradient reaches the embedding. Is there a detach?"
    small = WordRNN(nn.Embedding(4, 6, padding_idx=0).to(device), 3, 2).to(device)
    other = small(torch.tensor([[1, 3]], device=device), torch.tensor([2]))
    assert other.shape == (1, 2), (
        f"With other sizes the logits are {shape(other)}, expected [1, 2]: is a size written down?"
    )


def _reads_all(model, indices, lengths, logits):
    parts = list(model.modules())
    assert not any(isinstance(part, (nn.RNN, nn.RNNCell)) for part in parts), (
        "This is a plain RNN. Take a GRU or an LSTM."
    )
    layers = (nn.Embedding, nn.GRU, nn.GRUCell, nn.LSTM, nn.LSTMCell, nn.Linear)
    held = {id(p) for part in parts if isinstance(part, layers) for p in part.parameters()}
    more = [name for name, p in model.named_parameters() if id(p) not in held]
    assert not more, f"The model has weights that the card does not ask for: {', '.join(more)}."
    other = indices.clone()
    other[1, 0] = 7  # another first word
    assert not agree(model(other, lengths)[1], logits[1], atol=1e-6), (
        "The first word has no effect: is there a recurrence?"
    )
    other = indices.clone()
    other[1, 3] = 7  # another last word
    assert not agree(model(other, lengths)[1], logits[1], atol=1e-6), (
        "The last word has no effect: its state is at lengths - 1."
    )


@exercise("10.6 Choose, then report", "the pass, its accuracy", points=1)
def best_pass(best_pass):
    answer = best_pass([0.3, 0.5, 0.4, 0.5], [0.2, 0.45, 0.6, 0.5])
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "Return two things: (number of the pass, test accuracy)."
    )
    assert answer[0] in range(5), "First the number of the pass, then its test accuracy."
    assert tuple(answer) != (2, 0.45), "Passes are counted from 0."
    assert answer[0] != 2, "You chose the pass on the test set. Choose on the validation accuracies."
    assert answer[1] != 0.5 or answer[0] == 3, (
        "You report the validation accuracy. Report the test accuracy of that pass."
    )
    assert answer[0] != 3, "Two passes are equally good on the validation reviews: take the earlier one."
    assert tuple(answer) != (1, 0.6), "0.6 is the best test accuracy. Report the one of the chosen pass."
    assert tuple(answer) == (1, 0.45), f"Got {tuple(answer)}."


@exercise("10.7 Attention", "shapes, padding, values, large scores, float64", points=3)
def attention(attention_pool):
    torch.manual_seed(4)
    output, query = torch.randn(2, 4, 3, device=device), torch.randn(3, device=device)
    lengths = torch.tensor([4, 2])
    answer = attention_pool(output, query, lengths)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two things: (pooled, weights)."
    pooled, weights = answer
    assert pooled.shape != (2, 4), "The two results are swapped: pooled first, then the weights."
    assert weights.shape == (2, 4), (
        f"The weights have shape {shape(weights)}, expected [2, 4]: [batch, seq_len]."
    )
    assert pooled.shape == (2, 3), f"pooled has shape {shape(pooled)}, expected [2, 3]: [batch, hidden_size]."
    total = weights.sum(1)
    assert not agree(weights.sum(0), torch.ones(4, device=device)), (
        "The softmax goes over the batch. It must go over the words."
    )
    assert not weights[1].isnan().any(), (
        "The weights are nan: 0 times -inf is nan. Use masked_fill(mask, float('-inf'))."
    )
    assert not (weights[1, :2] == 0).all(), "The real words have no weight: is the mask the wrong way round?"
    assert (weights[1, 2:] == 0).all(), (
        "A padded place has a weight. Give it the score -inf before the softmax."
    )
    assert agree(total, torch.ones_like(total)), (
        f"The weights sum to {[round(t, 3) for t in total.tolist()]}, expected 1. Mask before the softmax."
    )
    _numbers(attention_pool, output, query, lengths)


def _numbers(attention_pool, output, query, lengths):
    pooled, weights = attention_pool(output, query, lengths)
    scores = torch.stack([output[1, 0] @ query, output[1, 1] @ query])
    assert agree(weights[1, :2], scores.softmax(0)), (
        "The weights differ from the softmax of the dot products with the query."
    )
    by_hand = weights[1, 0] * output[1, 0] + weights[1, 1] * output[1, 1]
    assert agree(pooled[1], by_hand), "pooled is not the weighted sum of the states."
    assert not attention_pool(300 * output, query, lengths)[0].isnan().any(), (
        "Large scores give nan. Use torch's softmax."
    )
    states = torch.full((1, 3, 1), -5000.0, device=device)
    _, low = attention_pool(states, torch.ones(1, device=device), torch.tensor([1]))
    assert low.shape == (1, 3), f"For one review the weights have shape {shape(low)}: is there a squeeze?"
    assert (low[0, 1:] == 0).all(), (
        "The real score is -5000, and the padding gets weight. Its score must be lower than any number: -inf."
    )
    states = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]], dtype=torch.float64, device=device)
    one, half = attention_pool(states, torch.ones_like(states[0, 0]), torch.tensor([2]))
    assert one.dtype == half.dtype == torch.float64, f"float64 in, {one.dtype} and {half.dtype} out."
    assert all(agree(both, torch.full_like(both, 0.5)) for both in (one, half)), (
        "Two states with the same score share the weight: expected 0.5 and 0.5."
    )


@bonus("The words, shuffled", "the words of each review, the padding, the caller's tensor")
def bonus_order(shuffled):
    indices = torch.zeros(3, 12, dtype=torch.int64, device=device)
    indices[0], indices[1, :9], indices[2, 0] = torch.arange(2, 14), torch.arange(20, 29), 5
    lengths, before = torch.tensor([12, 9, 1]), indices.clone()
    new = shuffled(indices, lengths)
    assert new is not None, "bonus_order returns None: is a `return` missing?"
    assert torch.equal(indices, before), "The reviews of the caller have changed. Work on a copy."
    assert isinstance(new, torch.Tensor) and new.shape == (3, 12), "Return a tensor of the same shape."
    for row, old, length in zip(new, before, lengths.tolist(), strict=True):
        assert (row[length:] == 0).all(), "The padding has moved: shuffle only the real words of each review."
        assert row.sort().values.tolist() == old.sort().values.tolist(), (
            "Each review keeps its own words, each once."
        )
    assert not torch.equal(new, before), "The order is the old one."
    again = [shuffled(indices, lengths) for _ in range(4)]
    assert any(not torch.equal(new, other) for other in again), "Each call must draw a new order."
    steps = new[0] - new[0].roll(1)
    assert len(set(steps.tolist())) > 3, (
        "The words are only turned round or moved on. Draw an order at random."
    )

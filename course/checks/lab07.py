"""The checks of lab 07: spaCy's vectors in batches, packing by hand, a bidirectional LSTM, and what a vector knows."""

import torch
import torch.nn.functional as F
from torch import nn

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, trained=1, written=3)
N_FEATURES = 96


@exercise("7.1 NewsDataset", "texts, targets, length, items", points=3)
def dataset(NewsDataset):
    dataset = NewsDataset([(4, "chips"), (1, "vote"), (2, "goal"), (1, "treaty")])
    assert hasattr(dataset, "samples") and hasattr(dataset, "targets"), (
        "Keep `self.samples` and `self.targets` in __init__."
    )
    assert dataset.samples != [4, 1, 2, 1], (
        "The samples are the labels. In a pair, the label comes first, the text second."
    )
    assert list(dataset.samples) == ["chips", "vote", "goal", "treaty"], (
        "The samples are the texts, as a list, in the order of the pairs."
    )
    assert isinstance(dataset.targets, torch.Tensor), (
        f"The targets are a {kind(dataset.targets)}. Make them one tensor."
    )
    assert dataset.targets.dtype == torch.int64, (
        f"The targets are {dataset.targets.dtype}. cross_entropy needs classes as int64."
    )
    assert dataset.targets.shape == (4,), f"The targets have shape {shape(dataset.targets)}, expected [4]."
    assert dataset.targets.tolist() != [4, 1, 2, 1], "The targets still count from 1: subtract 1."
    assert dataset.targets.tolist() != [2, 0, 1, 0], (
        "No label 3 here, but label 4 is still target 3: keep the gap."
    )
    assert dataset.targets.tolist() == [3, 0, 1, 0], (
        f"The targets are {dataset.targets.tolist()}, expected label − 1."
    )
    assert dataset.n_targets != 3, (
        "Three different labels, but there is a target 3: the model needs a score number 3."
    )
    assert dataset.n_targets == 4, (
        f"n_targets is {dataset.n_targets}. The highest target is 3, so there are 4 scores."
    )
    two = NewsDataset([(2, " A  "), (1, "b")])
    assert two.n_targets == 2, "With labels 1 and 2, n_targets is 2. Is a 4 written somewhere?"
    assert list(two.samples) == [" A  ", "b"] and two[0][0] == " A  ", (
        f"The text ' A  ' became {two[0][0]!r}: texts stay as they are, to the last space."
    )
    assert len(dataset) == 4, f"len() is {len(dataset)}, expected the number of texts, 4."
    item = dataset[2]
    assert isinstance(item, tuple) and len(item) == 2, "dataset[i] must return two things: text, target."
    assert isinstance(item[0], str), (
        f"dataset[i] begins with a {kind(item[0])}. First the text, then the target."
    )
    assert isinstance(item[1], torch.Tensor), (
        "The target of an item must be a tensor: take it out of self.targets."
    )
    assert item[1].shape == (), f"The target of an item has shape {shape(item[1])}, expected []."
    assert item[0] == "goal" and item[1] == 1, "dataset[2] must be the third text and its target."


class _SmallToken:
    """A token whose vector is 96 times the length of its text."""

    def __init__(self, text):
        self.text = text
        self.vector = torch.full((N_FEATURES,), float(len(text))).numpy()


class _SmallDoc(list):
    """The tokens of a text."""

    def __init__(self, text):
        super().__init__(map(_SmallToken, text.split()))

    @property
    def vector(self):
        raise AssertionError(
            "doc.vector is one vector for the whole text. Take doc.tensor: one vector per token."
        )

    @property
    def tensor(self):
        return torch.tensor([t.vector.tolist() for t in self]).view(-1, N_FEATURES).numpy()


class _SmallPipeline:
    """Stands for spaCy's pipeline; it counts how often it is loaded and called."""

    loaded = calls = 0

    def load(self):
        self.loaded += 1
        return self

    def __call__(self, text, **options):
        raise AssertionError("You give the pipeline one text. Use its pipe(texts), once for the whole batch.")

    def pipe(self, texts, as_tuples=False, **options):
        self.calls += 1
        texts, others = zip(*texts) if as_tuples else (list(texts), None)
        for text in texts:
            assert isinstance(text, str), (
                f"pipe takes a list of texts. It got a {kind(text)} among them: take the texts out of the batch."
            )
        docs = [_SmallDoc(text) for text in texts]
        return zip(docs, others) if as_tuples else iter(docs)


@exercise("7.2 Collate", "pipeline, padding, lengths, targets", points=4)
def collate(Collate):
    small = _SmallPipeline()
    make_batch = Collate(small.load)
    assert small.loaded == 1, (
        f"After Collate(load), load has been called {small.loaded} times. Call it once, in __init__."
    )
    batch = [("a bb ccc dddd", torch.tensor(2)), ("", torch.tensor(0)), ("eeeee f", torch.tensor(1))]
    try:
        answer = make_batch(batch)
    except RuntimeError as error:
        assert not any(word in str(error) for word in ("size", "shape", "dimension")), (
            f"Before padding, each text needs shape [tokens, 96], the empty text [1, 96]. ({error})"
        )
        raise
    assert answer is not None, "The call returns None: is a `return` missing?"
    assert isinstance(answer, (tuple, list)) and len(answer) == 3, (
        "Return three tensors: (padded, lengths, targets)."
    )
    _vectors(*answer)
    make_batch(batch[:1])
    assert small.loaded == 1, "The pipeline was loaded again for a batch. Keep it in self."
    assert small.calls == 2, (
        f"{small.calls} calls of pipe for 2 batches. Give it all texts of a batch at once."
    )


def _vectors(padded, lengths, targets):
    for name, part in zip(("padded", "lengths", "targets"), (padded, lengths, targets)):
        assert isinstance(part, torch.Tensor), f"{name} is a {kind(part)}, not a tensor."
    assert padded.shape != (3, N_FEATURES), "One vector per text. The LSTM needs one vector per token."
    assert padded.shape != (4, 3, N_FEATURES), "padded is [step, batch, 96]: batch_first=True is missing."
    assert padded.shape != (3, N_FEATURES, N_FEATURES), (
        "The empty text needs shape [1, 96]: one vector, not 96 steps."
    )
    assert padded.shape != (3, 4, N_FEATURES) or lengths.tolist() != [4, 0, 2], (
        "The empty text has length 0. Give it one zero vector."
    )
    assert padded.shape == (3, 4, N_FEATURES), f"padded has shape {shape(padded)}, expected [3, 4, 96]."
    assert lengths.tolist() != [4, 4, 4], "The lengths count the padding. Take them before you pad."
    assert lengths.tolist() != [13, 1, 7], "The lengths count characters. Count tokens."
    assert lengths.tolist() == [4, 1, 2] and lengths.dtype == torch.int64, (
        f"The lengths are {lengths.tolist()}, expected [4, 1, 2] as int64."
    )
    assert targets.tolist() == [2, 0, 1] and targets.dtype == torch.int64, (
        "The targets must be [2, 0, 1], int64, in the batch's order."
    )
    assert padded[:, :, 0].tolist() == [[1, 2, 3, 4], [0, 0, 0, 0], [5, 1, 0, 0]], (
        "Vectors, order or padding differ. Padding is zeros, at the end."
    )


@exercise("7.3 Pack by hand", "order, batch sizes, dtype, gradients", points=2)
def packing(pack_by_hand):
    sequences = [
        torch.tensor([[1.0], [2.0], [3.0], [4.0]]),
        torch.tensor([[10.0], [20.0]]),
        torch.tensor([[100.0]]),
    ]
    sequences = [s.to(device).requires_grad_() for s in sequences]
    try:
        answer = pack_by_hand(sequences)
    except IndexError:
        raise AssertionError("At step 1, text 2 is over: at step t take only sequences with len(s) > t.")
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two tensors: (data, batch_sizes)."
    packed, sizes = answer
    assert isinstance(packed, torch.Tensor) and isinstance(sizes, torch.Tensor), (
        "data and batch_sizes must be tensors."
    )
    assert len(packed) != 12, "12 rows: the padding is still there. Packing takes it out."
    assert packed.shape == (7, 1), (
        f"data has shape {shape(packed)}, expected [7, 1]: one row per token, with its features."
    )
    assert packed.flatten().tolist() != [1, 2, 3, 4, 10, 20, 100], (
        "data goes text by text. The task asks for step by step."
    )
    assert packed.flatten().tolist() == [1, 10, 100, 2, 20, 3, 4], (
        f"data is {packed.flatten().tolist()}: first all of step 0."
    )
    assert sizes.tolist() != [4, 2, 1], (
        "These are the lengths. batch_sizes says how many texts each *step* has."
    )
    assert sizes.tolist() == [3, 2, 1, 1], (
        f"batch_sizes is {sizes.tolist()}: step 0 has 3 vectors, step 1 has 2 ..."
    )
    assert sizes.dtype == torch.int64 and sizes.device.type == "cpu", "batch_sizes must be int64, on the CPU."
    assert packed.requires_grad, (
        "No gradient can flow back from data: are its numbers copied? Keep the rows as tensors."
    )
    two = [
        torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, device=device),
        torch.tensor([[5.0, 6.0]], dtype=torch.float64, device=device),
    ]
    packed, sizes = pack_by_hand(two)
    assert packed.tolist() == [[1, 2], [5, 6], [3, 4]] and sizes.tolist() == [2, 1], (
        "Two texts with two features each: data should be [1, 2], [5, 6], [3, 4]."
    )
    assert packed.dtype == torch.float64, f"The vectors are float64, data is {packed.dtype}."


@exercise("7.4 NewsLSTM", "shapes, both directions, padding, order", points=4)
def news_lstm(NewsLSTM):
    torch.manual_seed(0)
    small = NewsLSTM(5, 6, 2, 3).to(device)
    seen = {}  # what goes into each layer, and what comes out
    for part in small.modules():
        if isinstance(part, (nn.LSTM, nn.Linear)):
            part.register_forward_hook(
                lambda part, entered, out: seen.update({type(part): (entered[0], out)})
            )
    texts, lengths = torch.randn(4, 7, 5, device=device), torch.tensor([3, 7, 1, 5])
    try:
        logits = small(texts, lengths)
    except RuntimeError as error:
        assert "sorted" not in str(error), "Packing wants sorted lengths. Pass enforce_sorted=False."
        assert "exceeds dimension" not in str(error), f"Is batch_first=True missing in the packing? ({error})"
        assert "multiplied" not in str(error), (
            f"Joined with dim=1, both states are [batch, 2 · hidden_size]. Does the linear layer fit? ({error})"
        )
        raise
    assert isinstance(logits, torch.Tensor), f"forward returns {kind(logits)}, not a tensor."
    assert logits.shape == (4, 3), (
        f"The logits have shape {shape(logits)}, expected [4, 3]: three scores per text."
    )
    lstms = [m for m in small.modules() if isinstance(m, nn.LSTM)]
    assert len(lstms) == 1 and lstms[0].bidirectional and lstms[0].num_layers == 2, (
        "Make one nn.LSTM: num_layers layers, two directions."
    )
    assert (logits.sum(1) - 1).abs().max() > 1e-4, "The scores of a text add up to 1: leave the softmax out."
    assert logits.requires_grad, (
        "The logits have no gradient: nothing could be learned. Is forward under no_grad, or something detached?"
    )
    _both_directions(lstms[0], logits)
    if {nn.LSTM, nn.Linear} <= seen.keys():
        _between(seen[nn.LSTM][1], *seen[nn.Linear], logits)
    _alone_and_together(small, texts, lengths, logits)
    other = NewsLSTM(3, 4, 1, 6).to(device)(torch.randn(2, 5, 3, device=device), torch.tensor([2, 5]))
    assert other.shape == (2, 6), (
        f"NewsLSTM(3, 4, 1, 6) gives {shape(other)} for two texts, expected [2, 6]: is a size written down?"
    )


def _both_directions(lstm, logits):
    logits.square().sum().backward()
    learns = {name for name, p in lstm.named_parameters() if p.grad is not None and p.grad.abs().sum() > 0}
    assert {"weight_ih_l1", "weight_ih_l1_reverse"} & learns, (
        "The last layer has no effect: you take the first one. h_n goes layer by layer."
    )
    assert "weight_ih_l1" in learns, (
        "The forward direction of the last layer has no effect. Join both directions."
    )
    assert "weight_ih_l1_reverse" in learns, (
        "The backward direction of the last layer has no effect. Join both directions."
    )
    assert "weight_hh_l1" in learns, (
        "The forward direction has read one vector only. Take its final state, from h_n."
    )
    assert "weight_hh_l1_reverse" in learns, (
        "The backward direction has read one vector only. Take its final state, from h_n."
    )


def _between(from_lstm, joined, scores, logits):
    """What enters and leaves the linear layer."""
    cells = from_lstm[1][1][-2:]
    values, cells = joined.relu().flatten().sort().values, cells.relu().flatten().sort().values
    assert not torch.equal(values, cells), "You join the cell states c_n. Take the final h."
    assert joined.min() >= 0, "A negative number goes into the linear layer: ReLU stands before it."
    # sorted, since the texts may come back in their order after it
    assert agree(scores.sort(0).values, logits.sort(0).values, atol=1e-6), (
        "The logits are not what the linear layer gives: nothing comes after it."
    )


def _alone_and_together(small, texts, lengths, logits):
    assert agree(small(texts, lengths), logits, atol=1e-6), "Two calls, two answers: is there dropout?"
    alone = torch.cat(
        [small(texts[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())]
    )
    ordered = alone[lengths.argsort(descending=True).to(device)]
    assert not agree(logits, ordered), "The answers come back in the sorted order. Undo the sorting."
    assert agree(logits, alone), (
        "A text alone gets other scores than in the batch. Either padding is read, or texts are mixed (reshape of h_n? use torch.cat)."
    )
    noise = texts.clone()
    noise[0, 3:] = 9.0  # text 0 has 3 vectors, so this is padding
    assert agree(small(noise, lengths), logits), "The scores change with what stands in the padding."
    last = texts.clone()
    last[1, 6] += 1
    assert not agree(small(last, lengths)[1], logits[1]), "The last vector of a text has no effect."


@exercise("7.5 A cache", "order, batches, what is sent", points=2)
def cache(cached):
    asked = []

    def slow(texts):
        asked.append(list(texts))
        return [torch.tensor([float(text)]) for text in texts]

    look_up = cached(slow, batch_size=2)
    assert look_up is not None, "cached returns None: return the inner function."
    assert callable(look_up), f"cached returns a {kind(look_up)}. Return a function."
    answer = look_up(["5", "5", "3", "4"])
    assert isinstance(answer, (list, tuple)), f"look_up returns {kind(answer)}, expected a list of tensors."
    assert len(answer) == 4, (
        f"{len(answer)} tensors for 4 texts. A text that comes twice has its tensor twice."
    )
    assert [t.item() for t in answer] == [5, 5, 3, 4], "The tensors are not in the order of the texts."
    assert sum(asked, []).count("5") == 1, "The text '5' came twice in one call, and was sent twice."
    assert max(map(len, asked)) <= 2, "More than batch_size texts were sent at once."
    assert sorted(sum(asked, [])) == ["3", "4", "5"], f"Sent were {asked}. Send each new text once."
    assert len(asked) < 3, "The texts were sent one by one. Send batches of batch_size."
    assert len(asked[0]) == 2, (
        f"Sent were {asked}: the first batch is not full. First drop repeats and known texts, then cut into batches."
    )
    again = look_up(["4", "6", "5"])
    assert [t.item() for t in again] == [4, 6, 5], "With some known and some new texts, the order is lost."
    assert asked[2:] == [["6"]], f"Only '6' is new, but {asked[2:]} were sent."
    look_up(["6", "3"])
    assert len(asked) == 3, "Nothing was new, but vectorise was called."
    cached(slow)(["5"])
    assert asked[3:] == [["5"]], "A second cache knew a text of the first one. Make the dict inside `cached`."


class _Reader(nn.Module):
    """Its scores are the first vector of each text; in training mode they are wrong."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones((), device=device))
        self.modes, self.gradients = [], []

    def forward(self, padded, lengths):
        scores = padded[:, 0] * self.weight
        self.modes.append(self.training)
        self.gradients.append(scores.requires_grad)
        return -scores if self.training else scores


def _batch_for(answers, targets):
    """A batch of texts of one vector each."""
    vectors = F.one_hot(torch.tensor(answers), 3).float()[:, None]
    return (
        vectors.to(device),
        torch.ones(len(answers), dtype=torch.int64),
        torch.tensor(targets, device=device),
    )


@exercise("7.6 evaluate", "a share, modes, gradients", points=1)
def evaluate(evaluate):
    reader = _Reader()
    try:
        accuracy = evaluate(reader, iter([_batch_for([0, 1, 2, 0], [0, 1, 2, 1]), _batch_for([2], [1])]))
    except TypeError as error:
        assert "len()" not in str(error), (
            "batches may have no length: count the items while you go through them."
        )
        raise
    except RuntimeError as error:
        assert "must match" not in str(error), (
            f"The answers do not fit the targets: argmax over dim=1, the scores. ({error})"
        )
        raise
    assert accuracy is not None, "evaluate returns None: is a `return` missing?"
    assert not any(reader.modes), "The model was asked in training mode: model.eval() comes first."
    assert not any(reader.gradients), "Gradients were kept: put the loop under torch.no_grad()."
    assert reader.training, "The model was in training mode before, and is not any more. Put it back."
    assert abs(accuracy - 0.375) > 1e-6, (
        "This is the mean of 3/4 and 0/1. Count items: a batch of four counts four times as much as a batch of one."
    )
    assert accuracy <= 1, f"{accuracy} is not a number from 0 to 1: is this a count, or a percentage?"
    assert abs(accuracy - 0.6) < 1e-6, f"The accuracy is {float(accuracy):.3f}; 3 of 5 items are right."
    evaluate(reader.eval(), [_batch_for([0], [0])])
    assert not reader.training, "The model was in evaluation mode before: leave it there."


@bonus("A rival without a gradient", "counts, shares, words never seen")
def bonus_rival(naive_bayes):
    documents = [["goal", "goal", "cup"], ["bank"], ["bank", "goal"]]
    scores = naive_bayes(documents, torch.tensor([0, 1, 1]), 2)
    assert callable(scores), f"bonus_rival returns a {kind(scores)}: return the function that scores a text."
    none = scores([])
    assert none is not None, "The inner function returns None: is a `return` missing?"
    assert isinstance(none, torch.Tensor) and none.shape == (2,), (
        "Return a tensor with one score for each topic."
    )
    shares = none.exp().tolist()
    assert not (none == 0).all(), "A text without words has the score 0 for every topic: is P(k) missing?"
    assert agree(none.exp(), torch.tensor([1 / 3, 2 / 3])), (
        f"A text without words has only the topics' shares, 1/3 and 2/3. Yours are {shares}: are they logarithms?"
    )
    one = (scores(["cup"]) - none).exp()
    assert not agree(one, torch.tensor([1 / 3, 0.0])), (
        "A word that a topic never had gets 0. Add one to each count."
    )
    assert agree(one, torch.tensor([2 / 6, 1 / 6])), (
        f"`cup` has 1 + 1 of 3 + 3 counts in topic 0, and 0 + 1 of 3 + 3 in topic 1. Yours: {one.tolist()}."
    )
    twice = (scores(["goal", "goal"]) - none).exp()
    assert agree(twice, torch.tensor([1 / 4, 1 / 9])), "A word that comes twice counts twice."
    assert agree(scores(["zebra", "cup"]), scores(["cup"])), "A word that no text had is left out."

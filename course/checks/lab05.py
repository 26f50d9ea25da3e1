"""The checks of lab 05: a model of three characters, a model of all of them, and an honest comparison."""

import math
import re

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, trained=1, written=3)


@exercise("5.1 Coverage", "count, share, two sizes of n", points=2)
def coverage(ngram_coverage):
    answer = ngram_coverage(["abab", "cd"], ["bcab", "ab", "ca", "d"], 2)
    assert answer is not None, "ngram_coverage returns None: is a `return` missing?"
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "Return two numbers: (distinct n-grams, unseen share)."
    )
    distinct, share = answer
    assert not isinstance(distinct, (set, list, dict)), (
        "First comes a number: how many n-grams, not the n-grams themselves."
    )
    assert distinct != 4, (
        "The training text has ab ba | ab cd: ab counts once, and bc would cross the end of a document."
    )
    assert distinct != 2, "The training text has ab ba ab | cd: is the last n-gram of a document lost?"
    assert distinct == 3, f"You count {distinct} distinct n-grams. abab has ab, ba and ab again; cd has cd."
    assert share <= 1, "The share is a number from 0 to 1, not a count and not a percentage."
    assert abs(share - 2 / 3) > 1e-6, (
        "You count each held-out n-gram once. Count occurrences: ca comes twice."
    )
    assert abs(share - 2 / 5) > 1e-6, (
        "This is the share of the known n-grams, or you joined the documents: then bc crosses an end. The task asks for the unseen share."
    )
    assert abs(share - 3 / 5) < 1e-6, (
        f"Your share is {share:.3f}. Held out are bc ca ab | ab | ca: which are not in training?"
    )
    answer = ngram_coverage(["abab"], ["aba"], 3)
    assert tuple(answer) == (2, 0), (
        "For n = 3, abab has aba and bab, and aba is known. Is n fixed somewhere in your code?"
    )
    try:
        nothing = ngram_coverage(["abab"], ["a", ""], 2)[1]
    except ZeroDivisionError:
        nothing = None
    assert nothing == 0, "If the held-out documents have no n-gram at all, the share is 0."


@exercise("5.2 All the windows", "contexts, targets, order, per_document", points=3)
def windows(ngram_windows):
    two = torch.arange(1, 31, device=device).view(2, 15)  # the numbers 1 to 15, and 16 to 30
    answer = ngram_windows(two, 3)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two tensors: (contexts, targets)."
    contexts, targets = answer
    assert isinstance(contexts, torch.Tensor), f"The contexts are a {kind(contexts)}, not a tensor."
    assert isinstance(targets, torch.Tensor), f"The targets are a {kind(targets)}, not a tensor."
    assert contexts.shape != (20, 3), "Ten windows a document: without per_document, return all of them."
    assert contexts.shape != (22, 3), (
        "11 windows a document, but 15 characters have 12: is the last window lost?"
    )
    assert len(contexts) != 27, "27 windows: some of them cross the end of a document."
    assert contexts.shape == (24, 3), f"The contexts have shape {shape(contexts)}, expected [24, 3]."
    assert targets.shape == (24,), (
        f"The targets have shape {shape(targets)}, expected [24]: one number for each window."
    )
    assert contexts.dtype == targets.dtype == torch.int64, (
        "Contexts and targets are numbers of characters: int64."
    )
    assert contexts[0].tolist() == [1, 2, 3], (
        f"The first context is {contexts[0].tolist()}, expected [1, 2, 3]."
    )
    assert contexts[1].tolist() != [16, 17, 18], (
        "The second context is from the second document: go document by document."
    )
    assert not (targets == contexts[:, -1]).all(), (
        "Each target is its context's last character. Take the one after it."
    )
    assert (targets == contexts[:, -1] + 1).all(), "A target must be the character that follows its context."
    few_contexts, few_targets = ngram_windows(two, 3, per_document=2)
    assert few_contexts.shape != (2, 3), "per_document=2 means two windows of each document, not two in all."
    assert few_contexts[:, 0].tolist() == [1, 2, 16, 17], (
        "per_document=2: take the first two windows of each document."
    )
    assert few_targets.tolist() == [4, 5, 19, 20], "With per_document, the targets do not fit the contexts."
    assert ngram_windows(two, 4)[0].shape == (22, 4), (
        "With n = 4 the contexts are wrong. Is n fixed somewhere in your code?"
    )


class _Made(TorchFunctionMode):
    """Counts the numbers that torch makes; a view makes none."""

    count = 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        made, kwargs = function(*args, **(kwargs or {})), kwargs or {}
        if isinstance(made, torch.Tensor):
            before = [t for t in (*args, *kwargs.values()) if isinstance(t, torch.Tensor)]
            if made.data_ptr() not in [t.data_ptr() for t in before]:
                self.count += made.numel()
        return made


@exercise("5.3 A linear layer without one-hot", "values, no array, dtype, gradients", points=2)
def lookup(linear_of_one_hot):
    linear = nn.Linear(7, 4, device=device)
    indices = torch.tensor([3, 0, 3], device=device)
    try:
        result = linear_of_one_hot(linear.weight, linear.bias, indices)
    except (RuntimeError, IndexError) as error:
        if isinstance(error, RuntimeError) and not re.search("size|shape", str(error)):
            raise
        raise AssertionError("The shapes do not fit. weight is [out, V]: an index picks a column of it.")
    expected = linear(F.one_hot(indices, 7).float())
    assert isinstance(result, torch.Tensor), f"Return a tensor, not {kind(result)}."
    assert result.shape != (4, 3), "The shape is [4, 3], expected [3, 4]: one row for each index."
    assert result.shape == (3, 4), f"The result has shape {shape(result)}, expected [3, 4]."
    assert not agree(result, expected - linear.bias), "Where is the bias?"
    assert agree(result, expected, atol=1e-6), "The numbers differ from the linear layer's."
    with _Made() as made:
        linear_of_one_hot(*nn.Linear(1600, 3, device=device).parameters(), torch.arange(110, device=device))
    assert made.count < 110 * 1600 / 2, (
        f"For 110 indices of 1,600 your code makes {made.count:,} numbers: is the one-hot array built? "
        "Pick from weight by index."
    )
    wide = nn.Linear(5, 2, dtype=torch.float64, device=device)
    five = linear_of_one_hot(wide.weight, wide.bias, torch.tensor([4, 1], device=device))
    assert five.dtype == torch.float64 and agree(five, wide(torch.eye(5, device=device).double()[[4, 1]])), (
        "With V = 5, two outputs and float64 the result is wrong: is a size or a dtype written down?"
    )
    gradient = None
    if result.requires_grad:
        (gradient,) = torch.autograd.grad(result.sum(), linear.weight, allow_unused=True)
    assert gradient is not None, (
        "No gradient reaches weight: is there a detach, .data, or an embedding made from a copy?"
    )
    assert (gradient.sum(0) != 0).nonzero().flatten().tolist() == [0, 3], (
        "The gradient must reach the columns that were used."
    )


@exercise("5.3 What it costs", "two sizes", points=1)
def memory(one_hot_bytes, index_bytes):
    small, wide = one_hot_bytes(10, 6), one_hot_bytes(10, 12)
    assert small is not None, "one_hot_bytes returns None: is a `return` missing?"
    assert small != 60, "These are 60 numbers. A float32 has 32 bits: how many bytes is that?"
    assert small != 10 * 6 * 32, "These are bits. Eight bits are one byte."
    assert small != 10 * 6 * 8, "8 bytes a number is float64. The task asks for float32."
    assert wide != small, (
        "one_hot_bytes does not depend on vocab_size. A one-hot row has one number for each symbol."
    )
    real = F.one_hot(torch.zeros(10, dtype=torch.int64), 6).float()
    assert small == real.numel() * real.element_size(), (
        f"A real one-hot array of 10 by 6 takes {real.numel() * real.element_size()} bytes, not {small}."
    )
    real = torch.zeros(10, dtype=torch.int64)
    assert index_bytes(10) == real.numel() * real.element_size(), (
        f"Ten int64 numbers take 80 bytes, not {index_bytes(10)}: 64 bits are 8 bytes."
    )


@exercise("5.4 NgramMLP", "shape, activation, unknown, raw scores", points=2)
def ngram_mlp(NgramMLP):
    small = NgramMLP(20, 9, 16).to(device)
    numbers = torch.tensor([0, 7, 19, 7], device=device)
    logits = small(numbers)
    assert isinstance(logits, torch.Tensor), f"forward returns {kind(logits)}, not a tensor."
    assert logits.shape != (4, 16), "16 numbers a row: the linear layer to char_vocab_size is missing."
    assert logits.shape == (4, 9), f"The logits have shape {shape(logits)}, expected [4, 9]."
    assert small(numbers[:1]).shape == (1, 9), "With one number the batch axis is lost: is there a squeeze?"
    assert agree(logits[1], logits[3], atol=1e-6), (
        "The same n-gram got two different answers. Is there dropout?"
    )
    assert logits.requires_grad, "The logits have no gradient, so nothing can be learned."
    assert (logits.sum(-1) - 1).abs().max() > 1e-4, "The scores of a row add up to 1: leave the softmax out."
    assert logits.min() < 0, "No score is below 0: leave out what squashes them (ReLU, sigmoid, softmax)."
    assert logits.logsumexp(-1).abs().max() > 1e-3, "These are log-probabilities: leave out the log_softmax."
    tables = [p for p in small.parameters() if 20 in p.shape]
    assert tables, "No parameter has one row for each n-gram: where is the look-up?"
    before = tables[0].detach().clone()
    answers = []
    with torch.no_grad():
        for factor in (-1, 0, 1, 2):  # a model without activation follows these in a straight line
            tables[0].copy_(factor * before)
            answers.append(small(numbers))
    bends = torch.stack(answers).diff(n=2, dim=0).abs().max()
    assert bends > 1e-4, "The logits follow the hidden vector in a straight line: where is the activation?"
    row = torch.autograd.grad(small(numbers[:1]).square().sum(), tables[0], allow_unused=True)[0]
    assert row is not None and row.abs().sum() > 0, (
        "Number 0 gets no gradient: the unknown must be able to learn. Is there a padding_idx?"
    )
    assert NgramMLP(6, 3, 5).to(device)(torch.tensor([5], device=device)).shape == (1, 3), (
        "NgramMLP(6, 3, 5) should give 3 scores: is a size written down?"
    )


class _Patient(dict):
    """A dict that loses patience with a loop that never ends."""

    asked = 0

    def count(self):
        self.asked += 1
        assert self.asked < 1000, "The loop does not end: it waits for an n-gram that is in the vocabulary."

    def get(self, *arguments):
        self.count()
        return super().get(*arguments)

    def __contains__(self, key):
        self.count()
        return super().__contains__(key)


def _sure(number):
    """Say c after ab (number 1), a after bc, b after ca, and b after what is unknown."""
    assert not isinstance(number, torch.Tensor), "predict takes the number itself, not a tensor."
    return 100 * torch.eye(3, device=device)[{0: 1, 1: 2, 2: 0, 3: 1}[number]]


def _uneven(number):
    return torch.tensor([0.0, 2.0], device=device)


@exercise("5.4 Sampling that always ends", "context, length, draws, temperature", points=2)
def ngram_text(ngram_text):
    index_of = _Patient({"ab": 1, "bc": 2, "ca": 3})
    text = ngram_text(_sure, index_of, "abc", "ab", 5, 2)
    assert isinstance(text, str), f"Return a str, not {kind(text)}."
    assert text.startswith("ab"), f"The text {text!r} must begin with the start, 'ab'."
    assert len(text) == 7, f"{len(text) - 2} new characters, expected exactly 5."
    assert text == "abcabca", f"The text is {text!r}: is the context always the last n characters?"
    assert ngram_text(_sure, index_of, "abc", "a", 4, 2) == "abcab", (
        "With a start shorter than n: unknown is number 0."
    )
    assert ngram_text(_sure, index_of, "abc", "aab", 3, 2) == "aabcab", (
        "With a start longer than n: only its last n count."
    )
    assert ngram_text(_sure, index_of, "abc", "cc", 3, 2) == "ccbbb", (
        "'cc' and 'cb' are unknown: ask predict(0)."
    )
    often = [ngram_text(_uneven, {}, "01", "", 1000, 2, t).count("1") for t in (1.0, 0.5, 4.0)]
    assert often[0] < 1000, "Always the most likely character: draw from the probabilities."
    assert 830 < often[0] < 930, f"Drawn {often[0]} times in 1000; softmax of the logits says about 880."
    assert often[1] > 950 and 560 < often[2] < 690, (
        "Divide the logits by the temperature, before the softmax."
    )


@exercise("5.5 One character apart", "shapes, shift, dtype", points=1)
def shift(shift):
    two = torch.arange(12, device=device).view(2, 6)
    answer = shift(two)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two tensors: (input, target)."
    given, wanted = answer
    assert isinstance(given, torch.Tensor) and isinstance(wanted, torch.Tensor), "Return tensors."
    assert given.shape != (2, 6), "The input still has all 6 characters. The last one has no target."
    assert given.shape == (2, 5), f"The input has shape {shape(given)}, expected [2, 5]."
    assert wanted.shape == (2, 5), f"The target has shape {shape(wanted)}, expected [2, 5]."
    assert not (wanted == given).all(), "Input and target are the same: where is the shift?"
    assert not (wanted == given - 1).all(), (
        "The target is the character before. Are input and target swapped?"
    )
    assert (wanted == given + 1).all(), (
        "The target must be the character after the input's, in the same document."
    )
    assert given.dtype == wanted.dtype == torch.int64, "Characters are int64 numbers: do not convert them."


@exercise("5.5 CharPredictor", "shapes, state, batch, no reading ahead, raw scores", points=2)
def char_predictor(CharPredictor):
    small = CharPredictor(9, 7, 16, 2).to(device)
    indices = torch.randint(0, 9, (3, 8), device=device)
    answer = small(indices)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "forward must return two things: (logits, state)."
    )
    logits, state = answer
    assert isinstance(logits, torch.Tensor), f"The logits are a {kind(logits)}, not a tensor."
    assert logits.shape != (3, 7), "Logits of one step only. The model must predict after every character."
    assert logits.shape == (3, 8, 7), f"The logits have shape {shape(logits)}, expected [3, 8, 7]."
    assert isinstance(state, (tuple, list)) and len(state) == 2, (
        "The state is a pair (h, c): h alone is half of it."
    )
    assert state[0].shape != (4, 3, 16), (
        "h has two sheets for each layer: is the LSTM bidirectional? It would read the answer."
    )
    assert state[0].shape[1] != 8, "The batch axis of h has the length of the text: is batch_first missing?"
    for name, part in zip("hc", state):
        assert part.shape == (2, 3, 16), (
            f"{name} has shape {shape(part)}, expected [2, 3, 16]: layers, batch, units."
        )
    assert (logits.sum(-1) - 1).abs().max() > 1e-4, "The scores of a step add up to 1: leave the softmax out."
    assert logits.min() < 0, "No score is below 0: leave out what squashes them (ReLU, sigmoid, softmax)."
    assert logits.logsumexp(-1).abs().max() > 1e-3, "These are log-probabilities: leave out the log_softmax."
    assert agree(small(indices)[0], logits), (
        "Two calls, two answers. Is there dropout, or a state kept in the module?"
    )
    alone = small(indices[:1])[0]
    assert agree(alone, logits[:1]), "A document's scores change with its neighbours: is batch_first missing?"
    front, state = small(indices[:, :5])
    assert agree(front, logits[:, :5]), "Scores change with LATER characters: does the model read ahead?"
    rest = small(indices[:, 5:], state)[0]
    assert agree(rest, logits[:, 5:]), "Going on from the state differs from reading it all."
    other = CharPredictor(4, 6, 5, 1).to(device)(torch.tensor([[3]], device=device))
    assert other[0].shape == (1, 1, 6) and other[1][0].shape == (1, 1, 5), (
        "CharPredictor(4, 6, 5, 1) fails for one step: is a size written down?"
    )


@exercise("5.6 Perplexity and bits", "32 equal characters, numbers and tensors", points=1)
def measures(perplexity, bits_per_character):
    guessing = math.log(32)
    assert perplexity(guessing) is not None, "perplexity returns None: is a `return` missing?"
    assert abs(perplexity(guessing) - 2**guessing) > 1e-3, (
        "2 to the power of nll would be right for bits. nll is in nats."
    )
    assert abs(perplexity(guessing) - 32) < 1e-3, "Guessing among 32 characters has perplexity 32."
    bits = bits_per_character(guessing)
    assert bits is not None, "bits_per_character returns None: is a `return` missing?"
    assert abs(bits - guessing * math.log(2)) > 1e-3, "One nat is more than one bit: divide by ln 2."
    assert abs(bits - 5) < 5e-3, "Guessing among 32 characters costs 5 bits."
    assert abs(bits_per_character(1.5 * math.log(2)) - 1.5) < 5e-3 and abs(perplexity(0.0) - 1) < 1e-6, (
        "1.5 · ln 2 nats are 1.5 bits, and a model that is always right has perplexity 1."
    )
    nll = torch.tensor(guessing, device=device)
    assert abs(float(perplexity(nll)) - 32) < 1e-3, "With a tensor, the perplexity differs."
    assert abs(float(bits_per_character(nll)) - 5) < 5e-3, "With a tensor, the bits differ."


@bonus("Cut off the tail", "the cut, the order, the sum, the temperature, both ends")
def bonus_nucleus(nucleus):
    p = torch.tensor([0.15, 0.5, 0.05, 0.3], device=device)  # in no order
    cases = {
        0.7: [0, 0.625, 0, 0.375],
        0.9: [0.15 / 0.95, 0.5 / 0.95, 0, 0.3 / 0.95],
        1.0: p.tolist(),
        0.3: [0, 1, 0, 0],
        0.0: [0, 1, 0, 0],
    }
    for share, wanted in cases.items():
        found, case = nucleus(p.log(), share), f"Of 0.15, 0.5, 0.05 and 0.3, with p = {share}"
        assert isinstance(found, torch.Tensor), f"Return a tensor, not {kind(found)}."
        assert shape(found) == [4], f"One probability for each character: [4], got {shape(found)}."
        assert agree(found.sum(), torch.ones_like(found.sum())), f"{case}: yours do not add up to 1."
        stay, asked = int((found > 0).sum()), sum(number > 0 for number in wanted)
        assert stay == asked, f"{case}: {asked} of them should stay, you keep {stay}."
        assert agree(found, torch.tensor(wanted, device=device)), (
            f"{case}: are they in the order of the logits?"
        )
    flat = nucleus(p.log(), 0.7, temperature=100.0)
    assert (flat > 0).sum() == 3, "At a very high temperature all are alike, and p = 0.7 needs three of four."

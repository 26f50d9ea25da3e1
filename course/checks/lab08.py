"""The checks of lab 08: an LSTM that gives every word a tag, padding that neither loss nor accuracy counts, words never seen."""

from itertools import pairwise, product

import torch
import torch.nn.functional as F
from torch import nn

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, trained=1, written=3)
IGNORE = -100  # stands where there is no tag


@exercise("8.1 Numbers for words and tags", "both dicts, unknown words, dtype", points=2)
def vocabularies(make_indices, numbers):
    pairs = [
        (
            ["The", "old", "man", "saw", "the", "sea", "."],
            ["DET", "ADJ", "NOUN", "VERB", "DET", "NOUN", "PUNCT"],
        ),
        (["Anna", "saw", "it"], ["PROPN", "VERB", "PRON"]),
    ]
    answer = make_indices(pairs)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "Return two dicts: (word_index, tag_index)."
    )
    word_index, tag_index = answer
    assert isinstance(word_index, dict), f"word_index is a {kind(word_index)}, not a dict."
    assert isinstance(tag_index, dict), f"tag_index is a {kind(tag_index)}, not a dict."
    assert "The" not in word_index, "'The' and 'the' are one word: lower case."
    assert "." in word_index, "The full stop is a word, too."
    assert word_index.get("<pad>") == 0 and word_index.get("<unk>") == 1, (
        "'<pad>' has number 0 and '<unk>' number 1."
    )
    assert len(word_index) == 10, (
        f"word_index has {len(word_index)} entries, expected 10: two markers and 8 words."
    )
    assert sorted(word_index.values()) == list(range(10)), (
        "The numbers must be 0, 1, 2 and so on, without a gap."
    )
    in_order = sorted(word_index, key=word_index.get)
    assert in_order[2:] == sorted(in_order[2:]), "After the markers, the words must be sorted."
    assert "<pad>" not in tag_index and "<unk>" not in tag_index, "tag_index has tags only, without markers."
    assert tag_index == {
        t: i for i, t in enumerate(["ADJ", "DET", "NOUN", "PRON", "PROPN", "PUNCT", "VERB"])
    }, f"tag_index is {tag_index}: sorted, from 0 on?"

    _look_up(numbers, word_index)


def _look_up(numbers, word_index):
    size = len(word_index)
    try:
        found = numbers(["The", "zebra", "saw", "Anna"], word_index)
    except KeyError as error:
        raise AssertionError(f"The word {error} is not in word_index. Lower case? And what if it is unknown?")
    assert found is not None, "numbers returns None: is a `return` missing?"
    assert isinstance(found, torch.Tensor), f"numbers returns a {kind(found)}, not a tensor."
    assert found.shape != (3,), (
        "Three numbers for four words: the unknown word is lost, and all tags after it slip."
    )
    assert found.shape == (4,), f"Shape {shape(found)}, expected [4]."
    assert found.dtype == torch.int64, f"The numbers are {found.dtype}, expected int64."
    assert found[0] != 1, "'The' is unknown to you: look it up in lower case."
    assert found[1] == 1, "'zebra' is unknown: it has the number of '<unk>'."
    assert found.tolist() == [9, 1, 7, 3], f"The numbers are {found.tolist()}: look up each word, in order."
    assert numbers([], word_index).dtype == torch.int64, (
        "Without a word the tensor is not int64: give it dtype=torch.int64."
    )
    assert len(word_index) == size, (
        "numbers has changed word_index: a new word must not get a number of its own."
    )


@exercise("8.2 A padded batch", "words, tags, lengths, order", points=2)
def batch(make_batch):
    encoded = [
        (torch.tensor([5, 7, 5]), torch.tensor([2, 0, 0])),
        (torch.tensor([1, 6, 8, 9, 4]), torch.tensor([0, 1, 0, 2, 3])),
        (torch.tensor([3]), torch.tensor([1])),
    ]
    answer = make_batch(encoded)
    assert isinstance(answer, (tuple, list)) and len(answer) == 3, (
        "Return three tensors: (words, tags, lengths)."
    )
    assert all(isinstance(part, torch.Tensor) for part in answer), (
        f"Return tensors, not {[type(p).__name__ for p in answer]}."
    )
    words, tags, lengths = answer
    assert words.shape != (5, 3), "The words are [longest, batch]. Put the batch first."
    assert words.shape == (3, 5), f"words has shape {shape(words)}, expected [3, 5]."
    assert tags.shape == (3, 5), f"tags has shape {shape(tags)}, expected [3, 5]."
    assert lengths.tolist() != [5, 3, 1], "The sentences are sorted by length. Keep their order."
    assert lengths.tolist() == [3, 5, 1], f"lengths is {lengths.tolist()}, expected [3, 5, 1]."
    assert words.dtype == tags.dtype == lengths.dtype == torch.int64, "All three must be int64."
    assert (words != IGNORE).all(), (
        "The words are filled up with -100. The embedding has no such row: use PAD."
    )
    assert words[0].tolist() == [5, 7, 5, 0, 0], f"The first row of words is {words[0].tolist()}."
    assert tags[0].tolist() != [2, 0, 0, 0, 0], (
        "The tags are filled up with 0, and 0 is a real tag. Use IGNORE."
    )
    assert tags[0].tolist() == [2, 0, 0, -100, -100], f"The first row of tags is {tags[0].tolist()}."
    assert words[1].tolist() == [1, 6, 8, 9, 4] and tags[1].tolist() == [0, 1, 0, 2, 3], (
        "The longest sentence has changed."
    )
    words, tags, lengths = make_batch(
        [(torch.tensor([4, 3]), torch.tensor([1, 2])), (torch.tensor([2]), torch.tensor([0]))]
    )
    assert words.tolist() == [[4, 3], [2, 0]] and tags.tolist() == [[1, 2], [0, -100]], (
        "Two shorter sentences are wrong: is a length written down?"
    )
    assert lengths.tolist() == [2, 1], f"lengths is {lengths.tolist()}, expected [2, 1]."


@exercise("8.3 LSTMTagger", "shapes, both directions, padding, raw scores", points=5)
def tagger(LSTMTagger):
    torch.manual_seed(1)
    words = torch.tensor([[4, 2, 9, 0, 0, 0], [3, 8, 5, 7, 2, 0], [6, 0, 0, 0, 0, 0]], device=device)
    lengths = torch.tensor([3, 5, 1])
    real = (torch.arange(6) < lengths[:, None]).to(device)
    for bidirectional in (False, True):
        model = LSTMTagger(10, 4, 7, 8, bidirectional).to(device).eval()
        which = "bidirectional" if bidirectional else "one-directional"
        assert list(model.parameters()), (
            "The model has no parameters: make the layers attributes, as self.lstm = …"
        )
        assert all(getattr(part, "num_layers", 1) == 1 for part in model.modules()), (
            "The LSTM has more than one layer. The card asks for one."
        )
        logits = _logits(model, words, lengths, which)
        _scores(logits, real)
        _neighbours(model, words, lengths, logits[real], which)
    other = LSTMTagger(5, 3, 2, 4, True).to(device)(torch.tensor([[4, 1]], device=device), torch.tensor([2]))
    assert other.shape == (1, 2, 3), (
        f"LSTMTagger(5, 3, 2, 4, True) gives {shape(other)}, expected [1, 2, 3]: is a size written down?"
    )


def _logits(model, words, lengths, which):
    try:
        return model(words, lengths)
    except RuntimeError as error:
        if "enforce_sorted" in str(error):
            raise AssertionError("The sentences are not sorted by length: enforce_sorted=False.")
        if "shapes cannot be multiplied" in str(error):
            raise AssertionError(
                f"{which}: the linear layer does not fit the LSTM's output. How wide is that?"
            )
        if "exceeds dimension size" in str(error):
            raise AssertionError(
                "The packed batch was read as [seq_len, batch]: give batch_first=True, also to pad_packed_sequence."
            )
        raise
    except (AttributeError, TypeError) as error:
        if "batch_sizes" in str(error) or "not tuple" in str(error):
            raise AssertionError(
                "nn.LSTM and pad_packed_sequence each return two things. Take the first with [0]."
            )
        raise


def _scores(logits, mask):
    assert isinstance(logits, torch.Tensor), f"forward returns a {kind(logits)}, not a tensor."
    assert logits.shape != (3, 5, 4), "Five steps came back for six: give pad_packed_sequence a total_length."
    assert logits.shape != (3, 4), (
        "One answer for each sentence. The task asks for one for each word: use all outputs."
    )
    assert logits.shape not in ((5, 3, 4), (6, 3, 4)), (
        "The words come first, then the sentences: give batch_first=True to pad_packed_sequence, too."
    )
    assert logits.shape == (3, 6, 4), f"The logits have shape {shape(logits)}, expected [3, 6, 4]."
    real = logits[mask]
    assert not agree(real.sum(-1), torch.ones(9, device=device), atol=1e-4), (
        "The scores of a word add up to 1: leave the softmax out."
    )
    assert not agree(real.exp().sum(-1), torch.ones(9, device=device), atol=1e-4), (
        "These are log-probabilities: leave log_softmax out."
    )
    assert not (real == 0).any(), (
        "Some scores are exactly 0: is there a ReLU after the linear layer? Leave it out."
    )
    assert logits.requires_grad, "The logits have no gradient. Is there a detach, a no_grad or an argmax?"


def _neighbours(model, words, lengths, real, which):
    full = torch.tensor([[6, 1, 4, 9, 5], [3, 8, 5, 7, 2]], device=device)  # no padding at all
    try:
        together = model(full, torch.tensor([5, 5]))[1]
        alone = [model(row[None, :n], torch.tensor([n]))[0] for row, n in zip(words, lengths.tolist())]
    except RuntimeError:
        raise AssertionError(
            f"{which}: after a batch of three sentences, a smaller one fails. What does the model keep or fix?"
        )
    assert agree(together, alone[1]), (
        f"{which}: even without padding, a sentence gets other scores in a batch than alone. Is batch_first missing?"
    )
    assert agree(real, torch.cat(alone)), (
        f"{which}: a short sentence gets other scores in a batch than alone. Is the padding read? Pack the batch."
    )
    later = model(torch.tensor([[3, 8, 5, 7, 6]], device=device), torch.tensor([5]))[0]
    assert not agree(later[4], alone[1][4]), "The last word has no effect on its own tag."
    bidirectional = which == "bidirectional"
    moved = not agree(later[0], alone[1][0], atol=1e-6)
    assert moved == bidirectional, (
        f"{which}: the last word must {'' if bidirectional else 'not '}change the scores of the first."
    )
    earlier = model(torch.tensor([[6, 8, 5, 7, 2]], device=device), torch.tensor([5]))[0]
    assert not agree(earlier[4], alone[1][4], atol=1e-6), (
        f"{which}: the first word has no effect on the last tag."
    )


@exercise("8.4 tag_loss", "mean over the real words, gradient, float64", points=2)
def tag_loss(tag_loss):
    torch.manual_seed(2)
    logits = torch.randn(2, 3, 4, device=device, requires_grad=True)
    tags = torch.tensor([[0, 2, 3], [1, IGNORE, IGNORE]], device=device)
    before = tags.clone()
    try:
        loss = tag_loss(logits, tags)
    except RuntimeError as error:
        if "xpected target size" in str(error):
            raise AssertionError(
                "cross_entropy takes axis 1 for the tags, and here it is the words. Join batch and words first."
            )
        raise
    assert loss is not None, "tag_loss returns None: is a `return` missing?"
    assert isinstance(loss, torch.Tensor), f"Return a tensor, not a {kind(loss)}: a gradient must flow back."
    assert loss.shape == (), f"The loss has shape {shape(loss)}: take the mean over all real words."
    assert torch.equal(tags, before), "The tags of the caller have changed. Work on a copy."
    each = torch.stack(
        [
            -logits[0, 0].log_softmax(-1)[0],
            -logits[0, 1].log_softmax(-1)[2],
            -logits[0, 2].log_softmax(-1)[3],
            -logits[1, 0].log_softmax(-1)[1],
        ]
    )
    assert not torch.isclose(loss, each.sum() / 6), (
        "You divide by all six places. Only four of them are words."
    )
    assert not torch.isclose(loss, (each[:3].mean() + each[3]) / 2), (
        "This is a mean of the sentences' means. Every word weighs the same."
    )
    assert not torch.isclose(loss, each.sum()), "This is the sum. The task asks for the mean."
    assert not torch.isclose(loss, each[1:].mean()), "Tag 0 is a real tag, and you leave it out."
    padded = -logits[1, 1:].log_softmax(-1)[:, 0]
    assert not torch.isclose(loss, torch.cat([each, padded]).mean()), (
        "Padded places count as words with tag 0: leave them out with ignore_index."
    )
    assert torch.isclose(loss, each.mean()), (
        f"The loss is {loss.item():.4f}, expected {each.mean().item():.4f}. Do view or reshape mix the words? Or is there a softmax too many?"
    )
    gradient = torch.autograd.grad(loss, logits)[0]
    assert (gradient[1, 1:] == 0).all(), "Padded places get a gradient."
    more, tags = torch.randn(1, 2, 3, device=device).double(), torch.tensor([[2, 1]], device=device)
    right = -more.log_softmax(-1)[0, [0, 1], [2, 1]].mean()
    assert torch.isclose(tag_loss(more, tags), right), (
        "One sentence of two words, in float64: the loss differs. Is a number written down?"
    )


@exercise("8.5 Accuracy, and accuracy per tag", "share, shares per tag, padding", points=2)
def accuracy(accuracy, accuracy_per_tag):
    said = torch.tensor([[0, 1, 1, 0], [2, 2, 0, 0]], device=device)
    logits = 2.0 * F.one_hot(said, 5) - 1
    tags = torch.tensor([[0, 1, 1, 1], [2, 0, IGNORE, IGNORE]], device=device)
    share = accuracy(logits, tags)
    assert share is not None, "accuracy returns None: is a `return` missing?"
    assert not isinstance(share, torch.Tensor) or share.numel() == 1, "accuracy must return one number."
    share = float(share)
    assert share <= 1, f"{share} is a count or a percentage. The task asks for a share, from 0 to 1."
    assert abs(share - 4 / 8) > 1e-6, "You divide by all eight places. Only six of them are words."
    assert abs(share - 6 / 8) > 1e-6, "Padded places count as correct."
    assert abs(share - 5 / 8) > 1e-6, (
        "This is a mean of the two sentences' accuracies. Every word weighs the same."
    )
    assert abs(share - 4 / 6) < 1e-6, f"Your accuracy is {share:.3f}. Of six words, four get the true tag."
    try:
        per_tag = accuracy_per_tag(logits, tags)
    except RuntimeError as error:
        if "non-negative" in str(error):
            raise AssertionError("Take the real places first: -100 cannot be counted.")
        raise
    assert isinstance(per_tag, torch.Tensor), f"accuracy_per_tag returns a {kind(per_tag)}, not a tensor."
    assert per_tag.shape == (5,), (
        f"Shape {shape(per_tag)}, expected [5]: one place for each tag, also for absent ones."
    )
    assert per_tag.is_floating_point(), "The accuracies must be floats."
    assert per_tag[3:].isnan().all(), f"No word has tag 3 or 4: nan is expected, not {per_tag[3:].tolist()}."
    first = [round(x, 4) for x in per_tag[:3].tolist()]
    assert first not in ([0.5, 1, 0.5], [0.3333, 1, 0.5]), (
        "You divide by how often a tag was SAID. Divide by how many words TRULY have it."
    )
    assert first == [0.5, 0.6667, 1], (
        f"The first three are {first}. Of the words with tag k, how many were tagged k?"
    )
    three = F.one_hot(torch.tensor([[0, 2, 1]], device=device), 3).double()
    tags = torch.tensor([[0, 2, 2]], device=device)
    assert abs(float(accuracy(three, tags)) - 2 / 3) < 1e-6, (
        "One sentence of three words: two of three are right."
    )
    shares = accuracy_per_tag(three, tags).nan_to_num(nan=-1)
    assert agree(shares, shares.new_tensor([1, -1, 0.5])), (
        "With three tags the accuracies differ: is a number written down?"
    )


class _Scores(nn.Module):
    """The same scores for every word: the smallest model there is."""

    def __init__(self):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(3, device=device))

    def forward(self, words, lengths):
        assert words.shape == (1, 4) and lengths.tolist() == [4], "Call model(words, lengths)."
        return self.scores.expand(1, 4, 3)


def _distance(logits, tags):  # smallest where the second score is 0.6
    return ((logits[..., 1] - 0.6) ** 2).mean()


@exercise("8.6 The training loop", "losses, modes, Adam", points=3)
def toy(train_tagger):
    model = _Scores().eval()
    ones = torch.ones(1, 4, dtype=torch.int64, device=device)
    batch = ones, ones.clone(), torch.tensor([4])
    losses = train_tagger(model, batch, _distance, steps=5, lr=0.1)
    assert losses is not None, "train_tagger returns None: is a `return` missing?"
    assert isinstance(losses, list), f"Return a list of floats, not a {kind(losses)}."
    assert len(losses) == 5, f"{len(losses)} losses for 5 steps."
    assert all(isinstance(loss, float) for loss in losses), "The losses must be Python floats: loss.item()."
    assert model.training, "Call model.train() first: the model may come in evaluation mode."
    assert abs(losses[0] - 0.36) < 1e-5, "The first loss must be measured before the first step."
    moved = model.scores[1].item()
    assert moved != 0, "The model has not changed: where is optimizer.step()?"
    assert moved > 0, "The loss has grown instead of fallen."
    assert moved > 0.06, "The steps are too small: use the argument lr."
    assert abs(moved - 0.4916) > 3e-4, (
        "The gradients of earlier steps add up: where is optimizer.zero_grad()?"
    )
    assert abs(moved - 0.5) > 3e-4, (
        "Adam forgets in every step what it has measured. Make one optimizer, before the loop."
    )
    assert abs(moved - 0.4034) > 3e-4, "This is plain SGD. The task asks for torch.optim.Adam."
    assert abs(moved - 0.4806) < 3e-4, (
        f"After 5 steps of 0.1, the score is {moved:.4f}, expected 0.4806. Is it Adam, and 5 steps?"
    )
    model = _Scores()
    model.scores.grad = torch.full((3,), 9.0, device=device)  # left by what was done before
    train_tagger(model, batch, _distance, steps=5, lr=0.1)
    assert abs(model.scores[1].item() - moved) < 3e-4, (
        "Gradients from before the first step go into it: zero_grad() before backward(), also in the first round."
    )


@bonus("Tags that depend on each other", "the best of all paths, two lengths, one word")
def bonus_path(best_path):
    for words, n_tags in ((4, 3), (1, 3), (6, 2)):
        scores, start, step = torch.randn(words, n_tags), torch.randn(n_tags), 2 * torch.randn(n_tags, n_tags)
        found = best_path(scores, start, step)
        assert found is not None, "bonus_path returns None: is a `return` missing?"
        found = torch.as_tensor(found).tolist()
        assert isinstance(found, list) and len(found) == words, f"Return one tag for each of {words} words."
        sums = {}
        for path in product(range(n_tags), repeat=words):
            steps = sum(step[a, b].item() for a, b in pairwise(path))
            sums[path] = start[path[0]].item() + scores[range(words), path].sum().item() + steps
        best = max(sums, key=sums.get)
        assert words == 1 or found != scores.argmax(1).tolist() or tuple(found) == best, (
            "This is the best tag of each word alone: the steps between tags have no effect."
        )
        assert tuple(found) == best, (
            f"{words} words, {n_tags} tags: your path has the sum {sums[tuple(found)]:.3f}, the best one {sums[best]:.3f}. "
            "Is step[a, b] read from tag a to tag b? And does the way back start at the best last tag?"
        )

"""The checks of lab 06: names letter by letter, one by one and in batches; a classifier; the learning rate at which it diverges."""

import math
import string

import torch
from torch import nn

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, trained=1, written=3)
ALPHABET = string.ascii_letters + " .,;'-"
EOS = len(ALPHABET)


@exercise("6.1 Names in ASCII", "accents, capitals, marks", points=1)
def to_ascii(to_ascii):
    cleaned = to_ascii("Ślusàrski")
    assert cleaned is not None, "to_ascii returns None: is a `return` missing?"
    assert isinstance(cleaned, str), f'Return a string, not {kind(cleaned)}. `"".join(...)` makes one.'
    assert cleaned != "lusrski", (
        "The letters with accents are gone. Split them with NFD before you drop characters."
    )
    assert cleaned != "slusarski", "Upper case must stay."
    assert len(cleaned) == 9, (
        f"{cleaned!r} has {len(cleaned)} characters, expected 9. Are the accents still in it?"
    )
    assert cleaned == "Slusarski", f"Ślusàrski became {cleaned!r}."
    assert to_ascii("O'Néàl") == "O'Neal", "The apostrophe belongs to ALPHABET and must stay."
    assert to_ascii("de la Cruz-Peña") == "de la Cruz-Pena", (
        "Spaces and hyphens belong to ALPHABET and must stay."
    )
    assert to_ascii("Groß 7") == "Gro ", "Drop what is not in ALPHABET, such as ß and 7, and nothing else."


@exercise("6.2 Input and target", "shapes, dtype, letters, EOS", points=2)
def line_tensors(line_tensors):
    answer = line_tensors("Ana")
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two things: (input, target)."
    x, target = answer
    assert isinstance(x, torch.Tensor) and isinstance(target, torch.Tensor), "Return two tensors."
    assert x.shape != (3, 59), (
        "The input is [3, 59]: the axis for the batch is missing. `unsqueeze(1)` adds it."
    )
    assert x.shape != (1, 3, 59), "The input is [1, 3, 59], expected [3, 1, 59]: time comes first here."
    assert x.shape == (3, 1, 59), f"The input has shape {shape(x)}, expected [3, 1, 59]."
    assert x.dtype == torch.float32, f"The input is {x.dtype}: a linear layer wants float32."
    assert (x.sum(-1) == 1).all() and x.max() == 1, "Each row of the input must hold a single 1, else zeros."
    read = x[:, 0].argmax(-1).tolist()
    assert read == [26, 13, 0], (
        f"The input's letters have the numbers {read}. `Ana` is [26, 13, 0] in ALPHABET."
    )
    assert target.dim() == 1, f"The target has shape {shape(target)}, expected [3]."
    assert target.dtype == torch.int64, f"The target is {target.dtype}: the loss wants class numbers, int64."
    assert target.tolist() != [26, 13, 0], "The target is the input itself. It must be one letter further."
    assert target.tolist() != [26, 13, 0, EOS], (
        "The first letter is never a target: the model has read it already."
    )
    assert len(target) == 3, f"{len(target)} targets for 3 letters. After the last letter, the target is EOS."
    assert target[-1] == EOS, "The last target must be EOS."
    assert target.tolist() == [13, 0, EOS], (
        f"The targets are {target.tolist()}, expected the next letters, then EOS."
    )
    raised = False
    try:
        line_tensors("Wałęsa")
    except Exception:
        raised = True
    assert raised, "`ł` is not in ALPHABET, and no error came. Is it `find`? It gives -1."
    x, target = line_tensors("Bo")
    assert x.shape == (2, 1, 59) and target.tolist() == [14, EOS], (
        "`Bo` gives other tensors than expected: is a length written down?"
    )


class _Odd(str):
    """A name whose place in a set changes with `salt`, as it does each time Python starts."""

    salt = 0

    def __hash__(self):
        return hash((_Odd.salt, str(self)))


@exercise("6.3 Split distinct names", "both parts, shares, seeds, order", points=1)
def split_names(split_names):
    some = {"Arabic": [f"a{i % 20}" for i in range(200)], "Greek": [f"g{i}" for i in range(10)]}
    before = {category: list(group) for category, group in some.items()}
    answer = split_names(some, 0.2, seed=1)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two dicts: (train, held_out)."
    part, rest = answer
    assert isinstance(part, dict) and isinstance(rest, dict), "Return two dicts: category → list of names."
    assert set(part) == set(rest) == set(some), "Each category must be in both parts."
    for category in some:
        both = set(part[category]) & set(rest[category])
        assert not both, f"{sorted(both)[:3]} are in both parts. Drop the repeats before you split."
        assert set(part[category]) | set(rest[category]) == set(some[category]), (
            "Names were lost, or new ones came."
        )
        assert len(part[category]) == len(set(part[category])), "The training part still has repeats."
        assert len(rest[category]) == len(set(rest[category])), "The held-out part still has repeats."
        assert len(part[category]) > len(rest[category]), (
            "The held-out part is the larger one: are the two swapped?"
        )
        wanted = 0.2 * len(set(some[category]))
        assert abs(len(rest[category]) - wanted) <= 1, (
            f"{category}: {len(rest[category])} names held out, expected {wanted:.0f}: the share of its distinct names."
        )
    assert some == before, "You changed the lists that you were given."
    assert list(split_names(some, 0.2, seed=1)) == [part, rest], "The same seed must give the same split."
    assert list(split_names(some, 0.2, seed=2)) != [part, rest], "Another seed must give another split."

    splits = []
    for _Odd.salt in range(4):
        odd = {category: [_Odd(name) for name in group] for category, group in some.items()}
        halves = split_names(odd, 0.2, 1)
        splits.append([{c: [*map(str, group)] for c, group in half.items()} for half in halves])
    assert all(split == splits[0] for split in splits), (
        "The split depends on the order of a set: use `sorted`."
    )


@exercise("6.4 NameRNN", "layers, shapes, values, dtype", points=3)
def name_rnn(NameRNN):
    model = NameRNN(3, 5, 7).to(device)
    layers = {name: tuple(p.shape) for name, p in model.named_parameters()}
    assert "to_hidden.weight" in layers and "to_logits.weight" in layers, (
        f"Call the two layers self.to_hidden and self.to_logits. The model has: {list(layers)}"
    )
    assert layers["to_hidden.weight"] == (7, 15), (
        f"to_hidden has a weight {layers['to_hidden.weight']}, expected (7, 15): it reads 3 + 5 + 7 numbers and gives 7."
    )
    assert layers["to_logits.weight"] == (5, 7), (
        f"to_logits has a weight {layers['to_logits.weight']}, expected (5, 7): it reads the state and gives a score per letter."
    )
    hidden = model.init_hidden(2)
    assert isinstance(hidden, torch.Tensor), f"init_hidden gives {kind(hidden)}, not a tensor."
    assert hidden.shape == (2, 7), f"init_hidden(2) has shape {shape(hidden)}, expected [2, 7]."
    assert (hidden == 0).all(), "The first state must be zeros."
    category, letter = torch.eye(3, device=device)[[0, 1]], torch.eye(5, device=device)[[2, 2]]
    answer = model(category, letter, hidden)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "forward must return two things: (logits, hidden)."
    )
    logits, new = answer
    assert logits.shape == (2, 5), (
        f"The logits have shape {shape(logits)}, expected [2, 5]. Do they come first?"
    )
    assert new.shape == (2, 7), f"The new state has shape {shape(new)}, expected [2, 7]."
    assert new.min() >= 0, "The state has negative numbers: is the ReLU missing?"
    assert not agree(new, hidden), "The state that comes back is the old one."
    assert agree(logits, model.to_logits(new)), (
        "The logits must be to_logits of the *new* state, and no more."
    )
    assert not agree(logits[0], logits[1]), "Two categories, the same logits: is the category used?"
    _state_and_sizes(NameRNN, model, category, letter, new)


def _state_and_sizes(NameRNN, model, category, letter, new):
    joined = torch.cat([category, letter, new], dim=1)
    scores, later = model(category, letter, new)
    assert agree(later, model.to_hidden(joined).relu()), (
        "The state is not ReLU of to_hidden of [category; letter; hidden], in this order."
    )
    assert scores.requires_grad, "The logits have no gradient. Is there a detach or a no_grad?"
    assert NameRNN(3, 5, 7).double().init_hidden(2).dtype == torch.float64, (
        "init_hidden must take the dtype and the device of the parameters: `new_zeros` of a parameter does."
    )
    other = NameRNN(2, 4, 3).to(device).double()
    logits, new = other(
        torch.eye(2, device=device).double(), torch.eye(4, device=device).double()[:2], other.init_hidden(2)
    )
    assert logits.shape == (2, 4) and new.shape == (2, 3), (
        "NameRNN(2, 4, 3) gives other shapes: is a size written down?"
    )
    assert logits.dtype == torch.float64, f"A float64 model gives {logits.dtype}."


@exercise("6.5 An SGD step", "direction, length, unused parameters, in place", points=2)
def sgd_step(sgd_step):
    torch.manual_seed(1)
    small = nn.ModuleDict({"unused": nn.Linear(2, 1), "used": nn.Linear(2, 1)}).to(device)
    x = torch.tensor([[1.0, 2.0]], device=device)
    same = list(small.parameters())
    places = [p.data_ptr() for p in same]
    before = [p.detach().clone() for p in same]
    for step in (1, 2):  # the gradient is [1, 2] for the weight, 1 for the bias
        try:
            sgd_step(small, small["used"](x).sum(), 0.25)
        except RuntimeError as error:
            if "leaf" in str(error):
                raise AssertionError("A parameter can be changed in place only under torch.no_grad().")
            if "not have been used" in str(error):
                raise AssertionError("The loss does not use all parameters: allow_unused=True.")
            raise
        except TypeError as error:
            if "NoneType" in str(error):
                raise AssertionError("The gradient of an unused parameter is None: skip it.")
            raise
        change = [(p - b).detach() for p, b in zip(small.parameters(), before)]
        down = -0.25 * step * x
        assert any((c != 0).any() for c in change), (
            "The parameters did not change. Are they changed in place? Or is `model.parameters()` used twice? It can be "
            "walked through only once: make a `list`. Or does the function stop at the first None? Skip that one only."
        )
        assert (change[0] == 0).all() and (change[1] == 0).all(), (
            "A parameter that the loss does not use has changed."
        )
        assert (change[2] != 0).any(), "The weight did not change. Go over *all* parameters."
        assert not agree(change[2], -down), "The step goes uphill: subtract the gradient."
        assert not (step == 2 and agree(change[2], 1.5 * down)), "The gradients add up from step to step."
        assert agree(change[2], down), f"After step {step} the weight differs. Expected: p - lr · gradient."
        assert agree(change[3], down[0, :1]), (
            "The weight is right, the bias is not. Go over *all* parameters."
        )
    after = list(small.parameters())
    assert len(after) == 4 and all(p is q for p, q in zip(after, same)), (
        "The model has new parameters: change the old ones in place."
    )
    assert [p.data_ptr() for p in after] == places, (
        "The numbers lie at a new place in memory: change them in place, as -= does."
    )
    assert all(p.requires_grad for p in after), "After the step, a parameter no longer asks for gradients."


@exercise("6.6 A loss without padding", "mean over the real letters, gradient, float64", points=2)
def batch_loss(batch_loss):
    targets = torch.tensor([[1, 4, 0, 0], [2, 0, 3, 4], [4, 0, 0, 0]], device=device)
    lengths = torch.tensor([2, 4, 1], device=device)
    bits = torch.tensor([[1, 3, 2, 5], [2, 1, 4, 3], [6, 2, 2, 4]], device=device)  # what each target costs
    right = 0.5 ** bits[..., None]  # its probability; the other four letters share the rest
    logits = (
        ((1 - right) / 4).log().repeat(1, 1, 5).scatter(2, targets[..., None], right.log()).requires_grad_()
    )
    given = targets.clone()
    loss = batch_loss(logits, targets, lengths)
    assert isinstance(loss, torch.Tensor), f"Return a tensor, not {kind(loss)}: a number has no gradient."
    assert loss.dim() == 0, f"The loss has shape {shape(loss)}: take the mean over the letters of all names."
    mistakes = {
        35 / 12: "The padding is counted. Use the lengths.",
        24 / 9: "One place too many in each name: the mask is places < lengths.",
        20: "This is the sum over the letters. Take the mean.",
        20 / 3: "This is the sum over time: divide by the number of letters, not of names.",
        20 / 12: "The padding is out of the sum, but it is still counted in the mean.",
        10.5 / 3: "Each name counts the same here. Each *letter* should.",
        19 / 6: "0 is also the letter `a`: use the lengths, not the targets, to find padding.",
    }
    in_bits = loss.item() / math.log(2)
    for wrong, sentence in mistakes.items():
        assert not math.isclose(in_bits, wrong, rel_tol=1e-4), sentence
    assert math.isclose(in_bits, 20 / 7, rel_tol=1e-4), (
        "The loss is not the mean cross-entropy over the 7 real letters."
    )
    assert (targets == given).all(), "You changed the targets that you were given. Work on a copy."
    assert loss.requires_grad, "The loss has no gradient: is there an item(), a detach or a no_grad?"
    (gradient,) = torch.autograd.grad(loss, logits)
    assert (gradient[0, 2:] == 0).all(), "The gradient reaches padded places."
    more = torch.randn(2, 3, 7, device=device).double()
    targets, lengths = (
        torch.tensor([[6, 1, 0], [2, 5, 3]], device=device),
        torch.tensor([1, 3], device=device),
    )
    found = batch_loss(more, targets, lengths)
    right = -more.log_softmax(-1)[[0, 1, 1, 1], [0, 0, 1, 2], [6, 2, 5, 3]].mean()
    assert found.dtype == torch.float64 and agree(found, right), (
        "Other sizes, in float64: the loss differs. Is a number written down?"
    )


class _Spells(nn.Module):
    """Says the letters of a word one after the other, then EOS; it counts what it has read."""

    def __init__(self, word):
        super().__init__()
        self.word, self.read = word, []

    def init_hidden(self, batch_size):
        return torch.zeros(batch_size, 1, device=device)

    def forward(self, category, letter, hidden):
        assert not torch.is_grad_enabled(), "Gradients are on: work under torch.no_grad()."
        assert letter.shape == (1, 59), f"The letter has shape {shape(letter)}, expected [1, 59]."
        self.read.append((ALPHABET + "∎")[letter.argmax(-1).item()])  # the last is EOS
        place = int(hidden.item()) + 1  # how many letters it has read
        numbers = [*map(ALPHABET.index, self.word), EOS]
        logits = torch.full((1, 59), -1.0, device=letter.device)
        logits[0, numbers[min(place, len(numbers) - 1)]] = 9.0
        return logits, hidden + 1


@exercise("6.7 Generate", "start, end, state, temperature, longest", points=2)
def generate(generate):
    name = _written(generate, _Spells("Novak"), "N")
    assert name != "ovak", "The start belongs to the name."
    once = name.rstrip(name[-1:]) + name[-1:]
    assert len(name) < 6 or once == "Novak" or not "Novak".startswith(once), (
        "The state is not carried on: give the new state to the next step, also while the name is written."
    )
    assert len(name) < 20, "The name goes on after EOS. Stop there."
    assert name == "Novak", f"The model spells Novak, and your function returned {name!r}."
    model = _Spells("Novak")
    name = _written(generate, model, "Nov")
    assert model.read[:3] == ["N", "o", "v"], (
        f"The letters that the model read: {model.read}. It must read all of the start, once."
    )
    assert name == "Novak", f"With the start Nov the name is {name!r}, expected Novak."
    name = _written(generate, _Spells("Wolfeschlegelstein" * 2), "W", longest=12)
    assert len(name) == 12, (
        f"With longest=12 the name has {len(name)} letters, those of the start counted in."
    )
    assert _written(generate, _Spells("Novak"), "N", temperature=0.05) == "Novak", (
        "A low temperature must be nearly greedy."
    )
    hot = {_written(generate, _Spells("Novak"), "N", temperature=50.0) for _ in range(10)}
    assert len(hot) > 1, "A high temperature always gives the same name. Draw at each letter."


def _written(generate, model, start, **options):
    try:
        name = generate(model, torch.eye(18, device=device)[:1], start, **options)
    except IndexError as error:
        if "string index" in str(error):
            raise AssertionError("Number 58 is EOS, not a letter: stop there.")
        raise
    except (ZeroDivisionError, RuntimeError) as error:
        if "by zero" in str(error) or "inf" in str(error):
            raise AssertionError("T = 0 divides by zero: use argmax.")
        raise
    assert isinstance(name, str), f"Return a string, not {kind(name)}."
    return name


class _Shifts(nn.Module):
    """Says: the letter after the one that it reads. It keeps what it was given to read, and its first state."""

    def init_hidden(self, batch_size):
        self.read, self.first = [], torch.zeros(batch_size, 1, device=device, requires_grad=True)
        return self.first

    def forward(self, category, letter, hidden):
        self.read.append(letter.argmax(-1).tolist())
        assert ((letter == 0) | (letter == 1)).all(), (
            "The model was given something that is not one-hot: use argmax."
        )
        pull = torch.arange(6.0, device=device)  # of a state that is 0: felt by the gradient only
        return 0.3 * letter.float().roll(1, dims=-1) + hidden * pull, 1.0 * hidden


@exercise("6.8 The loss in free running", "what is read, the mean", points=1)
def free_running(free_running_loss):
    model = _Shifts()
    category = torch.eye(2, device=device)
    first = torch.eye(6, device=device)[[0, 3]]
    targets = torch.tensor([[1, 4, 0], [2, 5, 5]], device=device)
    loss = free_running_loss(model, category, first, targets)
    assert isinstance(loss, torch.Tensor), f"Return a tensor, not {kind(loss)}."
    assert loss.dim() == 0, f"The loss has shape {shape(loss)}: take the mean."
    assert model.read[0] == [0, 3], "The first letters must be read first."
    assert model.read[1] != [1, 2], "The model reads the true letters: that is teacher forcing."
    assert model.read == [[0, 3], [1, 4], [2, 5]], (
        f"It read {model.read}, one row a step. Its own guesses are: one letter further. Take the argmax, do not draw."
    )
    wanted = math.log(5 + math.exp(0.3)) - 0.3 * 2 / 6  # two of the six guesses are right
    assert math.isclose(loss.item(), wanted, rel_tol=1e-4), (
        "It reads the right letters, but the loss differs: the mean over all steps and names, with the true targets."
    )
    assert loss.requires_grad, "The loss has no gradient: is there an item(), a detach or a no_grad?"
    logits = 0.3 * torch.eye(6, device=device)[torch.tensor(model.read, device=device)].roll(1, dims=-1)
    pulls = (logits.softmax(-1) @ torch.arange(6.0, device=device) - targets.T) / 6
    (gradient,) = torch.autograd.grad(loss, model.first, allow_unused=True)
    assert gradient is not None and not agree(gradient[:, 0], pulls[0]), (
        "The gradient does not go back through the states: is the state detached at each step?"
    )
    assert agree(gradient[:, 0], pulls.sum(0)), (
        "The loss is right, its gradient is not: is something detached?"
    )


@exercise("6.9 NameClassifier", "shapes, padding, order, recurrence, float64", points=2)
def classifier(NameClassifier):
    torch.manual_seed(3)
    model = NameClassifier(5, 8, 3).to(device)
    assert list(model.parameters()), (
        "The model has no parameters: make the layers attributes, as self.rnn = …"
    )
    numbers = torch.tensor([[0, 1, 4, 0], [2, 0, 3, 1], [4, 0, 0, 0]], device=device)
    lengths = torch.tensor([3, 4, 1])
    x = torch.eye(5, device=device)[numbers] * (torch.arange(4) < lengths[:, None]).to(device)[..., None]
    try:
        logits = model(x, lengths)
    except (IndexError, RuntimeError) as error:
        if "enforce_sorted" in str(error):
            raise AssertionError("The names are not sorted by length: enforce_sorted=False.")
        if "out of bounds" in str(error):
            raise AssertionError("The last letter is at `lengths - 1`: places start at 0.")
        raise
    assert isinstance(logits, torch.Tensor), f"Return a tensor, not {kind(logits)}."
    assert logits.shape != (3, 8), "8 numbers a name: the linear layer to n_categories is missing."
    assert logits.shape == (3, 3), (
        f"The logits have shape {shape(logits)}, expected [3, 3]: [batch, n_categories]."
    )
    assert not agree(logits.sum(-1), torch.ones(3, device=device), atol=1e-4), (
        "The scores add up to 1: leave the softmax out."
    )
    assert agree(model(x, lengths), logits, atol=1e-6), (
        "Two calls, two answers. Is there dropout, or a state that is kept?"
    )
    alone = torch.cat([model(x[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())])
    assert agree(logits[1], alone[1]), (
        "The longest name is answered differently alone and in the batch: do batch and time mix?"
    )
    assert agree(logits, alone), (
        "A shorter name's answer depends on the batch: is the padding read, or the wrong place, or are there two directions?"
    )
    swapped = model(x[[2, 0, 1]], lengths[[2, 0, 1]])
    assert agree(swapped, logits[[2, 0, 1]]), (
        "In another order, the names get other answers. Is something sorted?"
    )
    _recurrence(model, x, lengths, logits)
    assert logits.requires_grad, "The logits have no gradient. Is there a detach or a no_grad?"
    wide = NameClassifier(4, 6, 2).to(device).double()
    other = wide(torch.eye(4, device=device).double()[None], torch.tensor([4]))
    assert other.shape == (1, 2), (
        f"NameClassifier(4, 6, 2) gives {shape(other)} for one name, expected [1, 2]: is a size written down?"
    )
    assert other.dtype == torch.float64, f"A float64 model gives {other.dtype}: make states like the input."


def _recurrence(model, x, lengths, logits):
    other = x.clone()
    other[1, 0] = x[0, 0]  # another first letter
    assert not agree(model(other, lengths)[1], logits[1], atol=1e-6), (
        "The first letter has no effect: is there a recurrence?"
    )
    one, two = 4 * x, 4 * other  # large, since some activations are straight near 0
    mixed, both = model((one + two) / 2, lengths)[1], model(one, lengths)[1] + model(two, lengths)[1]
    assert not agree(2 * mixed, both), "The model is linear: is the activation missing in the recurrence?"


class _Fading:
    """After A comes n, after n comes a, after a the end: with 1/2, then 1/4, then 1/8; category 1 lags by one step."""

    def init_hidden(self, batch_size):
        return torch.zeros(batch_size, 1, device=device)

    def __call__(self, category, letter, hidden):
        hidden = hidden + 1
        follows = torch.zeros(59, dtype=torch.int64, device=device)
        follows[[26, 13, 0]] = torch.tensor([13, 0, 58], device=device)  # A, n, a
        chance = 0.5 ** (hidden + category.argmax(-1, keepdim=True))
        logits = ((1 - chance) / 58).log().repeat(1, 59)
        return logits.scatter(1, follows[letter.argmax(-1)][:, None], chance.log()), hidden


@bonus("The generator as a judge", "log-probabilities, every category, the state")
def bonus_whose(category_scores):
    scores = category_scores(_Fading(), "Ana", 3)
    assert scores is not None, "bonus_whose returns None: is a `return` missing?"
    assert isinstance(scores, torch.Tensor), f"Return a tensor, not a {kind(scores)}."
    assert scores.shape == (3,), f"One score for each of 3 categories: expected [3], got {shape(scores)}."
    halves = [round(x, 3) for x in (-scores / math.log(2)).tolist()]
    assert halves != [3, 6, 9], "The state starts anew at each letter: hand it on."
    assert halves != [3, 5, 7], "The end of the name is missing: EOS is one of the targets."
    assert halves != [2, 3, 4], "These are means. Add the log-probabilities up."
    assert halves == [6, 9, 12], (
        f"Category 0 gives 1/2, 1/4 and 1/8, so the score is 6 · ln(1/2). Yours are {halves} times ln(1/2)."
    )
    assert not scores.requires_grad, "Nothing is trained here: work under torch.no_grad()."

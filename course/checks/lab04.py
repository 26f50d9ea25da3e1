"""The checks of lab 04: an LSTM step, stateful windows, a model that writes comedy; bits per character on text it has not seen."""

import math
import string

import torch
from torch import nn

from course.checks.core import agree, bonus, exercise, given, kind, progress_of, shape
from course.device import pick_device
from course.text import Vocabulary

device = pick_device()
progress = progress_of(__name__, trained=1, written=3)


@exercise("4.1 One step of an LSTM", "values, against nn.LSTMCell, dtype, gradients", points=3)
def lstm_step(lstm_step):
    zero = torch.zeros(4, 1, device=device)
    sums = torch.tensor([2.0, -1.0, 0.5, 0.0], device=device)  # i, f, g, o of the example above
    old_c = torch.tensor([[1.5]], device=device)
    answer = lstm_step(zero[:1], zero[:1], old_c, (zero, zero, sums, zero[:, 0]))
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two things: (h, c)."
    h, c = answer
    assert isinstance(h, torch.Tensor) and isinstance(c, torch.Tensor), "Return two tensors: (h, c)."
    assert old_c.item() == 1.5, "Your function changed the caller's c. Make a new tensor."
    assert h.shape == c.shape == (1, 1), f"Expected [1, 1] for both; h is {shape(h)}, c is {shape(c)}."
    h, c = round(h.item(), 3), round(c.item(), 3)
    assert (h, c) != (0.810, 0.335), "h and c are swapped. Return (h, c)."
    assert c != 1.445, "The forget gate and the input gate are swapped. The order is i, f, g, o."
    assert c != 0.403, "Are the four parts in another order? It is i, f, g, o."
    assert c != 0.750, "b_ih has no effect: add both biases."
    assert c != 0.952, "Is g squashed by a sigmoid? It is the new content: it takes tanh."
    assert c != 0.407, "The old c is missing: c is f times the old c, plus i times g."
    assert c == 0.810, f"c should be 0.810 as above; yours is {c}."
    assert h != 0.405, "h is o times c. It should be o times the tanh of c."
    assert h == 0.335, f"h should be 0.335 as above; yours is {h}."
    _against_the_cell(lstm_step)


def _against_the_cell(lstm_step):
    cell, x_t = nn.LSTMCell(5, 3, device=device), torch.randn(4, 5, device=device)
    h, c = torch.randn(4, 3, device=device), torch.randn(4, 3, device=device)
    h_new, c_new = lstm_step(x_t, h, c, tuple(cell.parameters()))
    expected_h, expected_c = cell(x_t, (h, c))
    assert h_new.shape == c_new.shape == (4, 3), (
        f"Expected [4, 3] for both; got {shape(h_new)}, {shape(c_new)}."
    )
    assert agree(c_new, expected_c), (
        "With the weights of a layer, c differs from nn.LSTMCell's. All four sums need x_t, h and both biases."
    )
    assert agree(h_new, expected_h), "c is right, h differs from nn.LSTMCell's."
    assert h_new.requires_grad and c_new.requires_grad, (
        "No gradient can flow back: is there a detach, .data or no_grad?"
    )
    cell = nn.LSTMCell(2, 6, device=device, dtype=torch.float64)
    one = torch.randn(1, 2, device=device).double()
    h, c = torch.randn(2, 1, 6, device=device).double()
    h_new, c_new = lstm_step(one, h, c, tuple(cell.parameters()))
    assert h_new.dtype == torch.float64, f"float64 in, {h_new.dtype} out."
    assert agree(h_new, cell(one, (h, c))[0]), (
        "With other sizes, and one sequence, h is wrong: is a size written down?"
    )


@exercise("4.2 Numbers first, how many outputs", "two texts", points=1)
def n_outputs(n_outputs):
    count = n_outputs("balloon$")
    assert count is not None, "Nothing came back: is a `return` missing?"
    assert isinstance(count, int), f"Return a whole number; this is of the type {kind(count)}."
    assert count != 8, "8 is the length of the text. The two l share one output, and so do the two o."
    assert count != 7, "One too many: a character that the text does not have needs no output."
    assert count != 5, "A line end can also come next: it needs an output."
    assert count == 6, f"balloon$ needs 6 outputs: b, a, l, o, n, $. You return {count}."
    assert n_outputs("aA\naA\n") == 3, "a, A and the line end are three different characters."


@exercise("4.2 Numbers first, the loss at the start", "the loss and the name agree", points=1)
def activation(loss_at_start, name):
    predicted = loss_at_start(8)
    assert predicted is not None, "loss_at_start returns nothing: is a `return` missing?"
    assert isinstance(predicted, float), (
        f"loss_at_start should return a float; this is of the type {kind(predicted)}."
    )
    assert predicted != 3, "3 is in bits. nn.NLLLoss takes the natural logarithm: nats."
    assert predicted != 0.125, "1/8 is the probability. Its cost is -log p."
    assert predicted > 0, "The cost of a guess is 0 or below here; it must be positive. Is the sign turned?"
    activation = given(name)
    assert isinstance(activation, str), "Give the name as a string, in quotes."
    tails = {
        "softmax": nn.Softmax(-1),
        "log_softmax": nn.LogSoftmax(-1),
        "sigmoid": nn.Sigmoid(),
        "nothing": nn.Identity(),
    }
    assert activation in tails, "Choose one of the four names in the table."
    loss = nn.NLLLoss()(tails[activation](torch.zeros(1, 8)), torch.tensor([3])).item()
    assert math.isclose(predicted, loss, abs_tol=1e-4), (
        f"For eight equal scores you predict {predicted:.3f} nats; with your activation, nn.NLLLoss says {loss:.3f}. "
        "These two should agree: is it the prediction, or the activation?"
    )


@exercise("4.3 CharLSTM", "shapes, state, dropout and its rate, other sizes", points=3)
def char_lstm(CharLSTM):
    untrained = CharLSTM(7, 20, 30).to(device)
    letters = torch.randint(7, (2, 6), device=device)  # two sequences, six steps, seven characters
    x = nn.functional.one_hot(letters, 7).float()
    answer = untrained.eval()(x)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "forward must return two things: (log-probabilities, state)."
    )
    log_probs, state = answer
    assert isinstance(log_probs, torch.Tensor), (
        f"The log-probabilities are a {kind(log_probs)}, not a tensor."
    )
    assert isinstance(state, (tuple, list)) and len(state) == 2, (
        "The state of an LSTM is a pair (h, c). Return both."
    )
    assert log_probs.shape != (2, 6, 7), "[batch, seq, vocab_size]: join the first two axes."
    assert log_probs.shape == (12, 7), (
        f"Expected [12, 7], one row for each prediction; got {shape(log_probs)}."
    )
    assert all(s.requires_grad for s in state), (
        "No gradient flows through the state that you return: is there a detach? Leave that to the training loop."
    )
    shapes = [list(s.shape) for s in state]
    assert shapes != [[1, 6, 20]] * 2, "The state says 6 sequences, but there are 2: is batch_first missing?"
    assert shapes == [[1, 2, 20]] * 2, f"Expected two states [1, 2, 20]; got {shapes}."
    assert not agree(log_probs.sum(-1), torch.ones(12, device=device)), (
        "These are probabilities. The loss wants their logarithms."
    )
    assert agree(log_probs.exp().sum(-1), torch.ones(12, device=device), atol=1e-4), (
        "The probabilities of a row do not add up to 1: is the log-softmax missing, or over the wrong axis?"
    )
    assert agree(untrained(x)[0], log_probs), (
        "In eval mode two calls differ: is dropout still on, or a state kept?"
    )
    first = untrained(x[:1])[0]
    assert agree(first, log_probs[:6]), (
        "The first six rows should be the first sequence: do batch and time mix?"
    )
    _, state = untrained(x[:, :4])
    rest = untrained(x[:, 4:], state)[0].view(2, 2, 7)
    assert agree(rest, log_probs.view(2, 6, 7)[:, 4:]), "Going on from a state differs from reading it all."
    other = CharLSTM(4, 5, 6).to(device)(torch.eye(4, device=device)[None, [3, 0, 2]])
    assert other[0].shape == (3, 4) and other[1][0].shape == (1, 1, 5), (
        "CharLSTM(4, 5, 6) fails: is a size written down?"
    )
    untrained.train()
    assert not agree(untrained(x)[0], untrained(x)[0]), "In train mode two calls agree: where is the dropout?"
    _mlp(CharLSTM(7, 200, 300).to(device), x)


def _mlp(untrained, x):
    linears = [m for m in untrained.modules() if isinstance(m, nn.Linear)]
    assert len(linears) == 2, f"The MLP has two linear layers; I find {len(linears)}."

    seen = []  # what enters and leaves each linear layer
    for linear in linears:
        linear.register_forward_hook(
            lambda layer, entered, left: seen.append((entered[0].flatten(), left.flatten()))
        )
    untrained(x)
    assert len(seen) > 1, "One linear layer is made, but not used in forward."
    (entered, left), (second, _) = seen[:2]
    assert len(left) != len(second) or not second[left < 0].any(), (
        "Negative numbers enter the second linear layer: is the ReLU missing?"
    )
    assert (entered == 0).any(), (
        "No dropout after the LSTM. (`dropout=` of nn.LSTM does nothing with one layer.)"
    )
    zeros = {"after the LSTM": entered == 0}
    if len(left) == len(second):
        zeros["after the ReLU, inside the MLP"] = second[left > 0] == 0
        assert zeros["after the ReLU, inside the MLP"].any(), "No dropout after the ReLU, inside the MLP."
    for where, zero in zeros.items():
        share = zero.float().mean().item()
        assert abs(share - 0.4) < 0.06, (
            f"The dropout {where} sets about {share:.0%} of the numbers to zero. Its rate should be 0.4."
        )


class _Parrot(nn.Module):
    """Always answers with the letter after the newest in `song`. Its state counts the letters read."""

    def __init__(self, song):
        super().__init__()
        self.song, self.fed, self.modes = song, [], []
        self.anchor = nn.Parameter(torch.zeros(1, device=device))

    def forward(self, sentence, state=None):
        assert sentence.dim() == 3 and len(sentence) == 1, (
            f"The model got {shape(sentence)}, expected [1, seq, vocab]."
        )
        read, size = 0 if state is None else int(state[0]), sentence.shape[2]
        self.fed.append(sentence.shape[1])
        self.modes.append((self.training, torch.is_grad_enabled()))
        places = torch.arange(read, read + sentence.shape[1], device=device) + 1
        state = torch.tensor([[[float(places[-1])]]], device=device)
        letters = self.song[places % len(self.song)]
        return (9 * torch.eye(size, device=device)[letters]).log_softmax(-1), (state, state)


@exercise("4.4 gen_text", "start, state, line ends, modes, temperature", points=3)
def gen_text(gen_text):
    vocab = Vocabulary(string.ascii_letters + "$")  # $ stands for a line end
    parrot = _Parrot(vocab.encode("la$la$li$").to(device))
    try:
        said = gen_text(parrot, "la", vocab, 7)
    except KeyError:
        raise AssertionError(
            "The model was fed a character that is not in the vocabulary: a real line end? Replace $ only at the end."
        )
    assert isinstance(said, str), f"Return a string; this is of the type {kind(said)}."
    assert said.startswith("la"), "The returned text begins with the start."
    assert len(said) == 9, f"2 characters of start and 7 new ones are 9; you return {len(said)}."
    assert said[2:4] != "$l", "The first new character is a line end, and it is still a $."
    assert "$" not in said, "There is still a $ in the text: show it as a real line end."
    assert parrot.fed[0] <= 2, f"The first call should read the start, 2 characters. It read {parrot.fed[0]}."
    assert set(parrot.fed[1:]) == {1}, (
        f"After the start, feed only the newest character. You fed {parrot.fed[1:]}."
    )
    expected = "la\nla\nli\n"
    assert said == expected, (
        f"Expected {expected!r}, you return {said!r}. Is all of the start read, the state carried, the last row used?"
    )
    assert not any(training for training, _ in parrot.modes), (
        "The model was in train mode, so dropout was on."
    )
    assert not any(grad for _, grad in parrot.modes), "Gradients were recorded: use torch.no_grad()."
    assert parrot.training, "The model came in train mode and is left in eval mode: set it back."
    _temperatures(gen_text, parrot, vocab)


def _temperatures(gen_text, parrot, vocab):
    cold = gen_text(parrot.eval(), "l", vocab, 40, temperature=0.2)
    assert not parrot.training, "The model came in eval mode and is left in train mode: set it back."
    assert gen_text(parrot, "l$", vocab, 1)[1] == "\n", "A $ in the start should also be shown as a line end."
    greedy, drawn = gen_text(parrot, "l", vocab, 40), gen_text(parrot, "l", vocab, 40, temperature=20)
    assert sum(a == b for a, b in zip(drawn, greedy)) < 20, (
        "At temperature 20, nearly all characters should be random. Do you draw? Do you divide by the temperature?"
    )
    assert cold == greedy, (
        "At temperature 0.2, the most probable character should come nearly always. Do you divide by the temperature?"
    )


@exercise("4.5 windows", "order, rows, targets, two sets of sizes", points=2)
def windows(windows):
    numbers = torch.arange(49, device=device)  # each number says its place in the text
    try:
        pairs, spare = windows(numbers, 3, 6), windows(numbers[:48], 3, 6)
    except RuntimeError as error:
        if "is invalid for input of size" not in str(error):
            raise
        raise AssertionError(
            "The characters do not fill the rows: cut off the rest, and remember that the last character of the text has no target: (len - 1) // batch_size."
        )
    assert isinstance(pairs, (list, tuple)), f"Return a list of pairs; this is of the type {kind(pairs)}."
    assert all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs), (
        "Each window is a pair (input, target)."
    )
    inputs, targets = zip(*pairs)
    shapes = [list(x.shape) for x in inputs]
    assert shapes[0] == [3, 6], f"The first input is {shapes[0]}, expected [3, 6]."
    assert inputs[0].tolist() != targets[0].tolist(), (
        "Input and target are the same: the target is one character later."
    )
    assert inputs[0][0].tolist() == list(range(6)), (
        f"Row 0 should begin with 0 … 5; yours is {inputs[0][0].tolist()}."
    )
    assert targets[0][0].tolist() == list(range(1, 7)), (
        f"The targets of 0 … 5 are 1 … 6; yours are {targets[0][0].tolist()}."
    )
    assert inputs[1][0, 0] != 7, "Character 6 is never an input: the windows are too far apart."
    assert inputs[1][0, 0] == 6, f"Row 0 ends with 5 and goes on with {inputs[1][0, 0]} in the next window."
    assert inputs[0][1, 0] == 16, (
        f"Row 1 should begin with 16: 48 inputs, three rows. Yours begins with {inputs[0][1, 0]}."
    )
    assert shapes == [[3, 6], [3, 6], [3, 4]], f"Expected [3, 6], [3, 6] and a narrower [3, 4]; got {shapes}."
    assert targets[-1][-1, -1] == 48, "The last target should be the last character of the text."
    assert targets[0].dtype == torch.int64, f"The targets are {targets[0].dtype}: keep whole numbers."
    assert sum(x.numel() for x, _ in spare) == 45, "48 characters have 47 pairs: 15 in each of three rows."
    shapes = [(x[0].tolist(), y[0].tolist()) for x, y in windows(torch.arange(20, device=device), 2, 4)]
    assert shapes == [([0, 1, 2, 3], [1, 2, 3, 4]), ([4, 5, 6, 7], [5, 6, 7, 8]), ([8], [9])], (
        "20 characters in 2 rows and windows of 4 are wrong: is a size written down?"
    )


class _Recorder(nn.Module):
    """A small LSTM model that writes down how it is called."""

    def __init__(self):
        super().__init__()
        self.vocab_size, self.calls = 7, []
        self.lstm, self.out = nn.LSTM(self.vocab_size, 4, batch_first=True), nn.Linear(4, self.vocab_size)

    def forward(self, sentence, state=None):
        linked = [] if state is None else [name for name, s in zip("hc", state) if s.requires_grad]
        self.calls.append((state, linked, self.training))
        assert sentence.dim() == 3, (
            f"The model got {shape(sentence)}, expected one-hot [batch, seq, vocab_size]."
        )
        assert sentence.shape[2] == self.vocab_size, (
            f"The one-hot vectors have {sentence.shape[2]} numbers; model.vocab_size is {self.vocab_size}."
        )
        output, self.last = self.lstm(sentence, state)
        return self.out(output).flatten(0, 1).log_softmax(-1), self.last


@exercise("4.6 One pass", "state, steps, modes, mean, clipping", points=2)
def train_pass(train_pass):
    text = torch.randint(7, (2, 26), device=device)  # two rows, cut into windows of 10, 10 and 5
    pairs = list(zip(text[:, :-1].split(10, 1), text[:, 1:].split(10, 1)))
    recorder, losses = _Recorder().to(device).eval(), []
    own, used = [], []  # gradients of out.bias: of each window alone, and at each step
    before = [p.detach().clone() for p in recorder.parameters()]
    for p in recorder.parameters():  # what another training left
        p.grad = torch.ones_like(p)

    def recorded_loss(log_probs, target):
        loss = nn.functional.nll_loss(log_probs, target)
        losses.append((loss, target.numel()))
        own.append(torch.autograd.grad(loss, recorder.out.bias, retain_graph=True)[0])
        return loss

    optimizer = torch.optim.SGD(recorder.parameters(), lr=0.5)

    def note_step(*_):
        grad = recorder.out.bias.grad
        used.append(torch.zeros(7, device=device) if grad is None else grad.clone())

    optimizer.register_step_post_hook(note_step)
    try:
        mean = train_pass(recorder, pairs, optimizer, recorded_loss, 1e6)
    except RuntimeError as error:
        if "second time" not in str(error) and "inplace" not in str(error):
            raise
        late = not any(parts for _, parts, _ in recorder.calls)
        assert not late, (
            "A weight changed between the model's call and backward(): step() comes after backward()."
        )
        raise AssertionError(
            "The backward pass runs into the window before: is a part of the state not detached?"
        )
    assert mean is not None, "Nothing came back: is a `return` missing?"
    assert not isinstance(mean, torch.Tensor), (
        "Return a float: loss.item() gives the number without its graph."
    )
    assert isinstance(mean, float), f"Return a float; this is of the type {kind(mean)}."
    assert len(recorder.calls) == 3, f"There are 3 windows; the model was called {len(recorder.calls)} times."
    assert losses, "Call loss_function, which was passed, and no loss of your own."
    assert len(losses) == 3, f"There are 3 windows; loss_function was called {len(losses)} times."
    _calls(recorder)
    assert any(not torch.equal(a, b) for a, b in zip(before, recorder.parameters())), (
        "The weights did not change: backward(), then step(), and no zero_grad() between them."
    )
    assert len(used) == 3, f"There are 3 windows, so 3 steps; step() was called {len(used)} times."
    old = any(agree(used[1], own[0] + own[1] + left, atol=1e-7) for left in (0, 1))
    assert not old and not agree(used[0], own[0] + 1, atol=1e-7), (
        "Old gradients are still there: zero_grad() before backward()."
    )
    _mean_of(mean, losses)
    train_pass(recorder, pairs, optimizer, recorded_loss, 1e6)
    again = recorder.calls[3][0]
    assert again is None or not any(s.any() for s in again), (
        "The second pass starts with the state of the first. Each pass starts anew."
    )
    _clipping(train_pass, pairs[:1])


def _calls(recorder):
    assert all(training for _, _, training in recorder.calls) and recorder.out.training, (
        "The model came in eval mode: call model.train(), for the dropout."
    )
    assert all(state is not None for state, _, _ in recorder.calls[1:]), (
        "The second window starts without a state: carry it on."
    )
    linked = [part for _, parts, _ in recorder.calls for part in parts]
    assert not linked, f"The state is carried with its history: detach {' and '.join(sorted(set(linked)))}."


def _mean_of(mean, losses):
    values, sizes = [value.item() for value, _ in losses], [size for _, size in losses]
    assert not math.isclose(mean, values[-1], rel_tol=1e-5), (
        "This is the loss of the last window. The task asks for the mean of the pass."
    )
    assert not math.isclose(mean, sum(values) / 3, rel_tol=1e-5), (
        "Every window counts the same here. The last one has fewer characters."
    )
    weighted = sum(v * n for v, n in zip(values, sizes)) / sum(sizes)
    assert math.isclose(mean, weighted, rel_tol=1e-5), (
        f"The mean loss per character is {weighted:.4f}; you return {mean:.4f}."
    )


def _moved(train_pass, pairs, max_norm):
    """Return by how much each parameter moves in one window, with a learning rate of 1."""
    torch.manual_seed(1)
    recorder = _Recorder().to(device)
    before = [p.detach().clone() for p in recorder.parameters()]
    train_pass(recorder, pairs, torch.optim.SGD(recorder.parameters(), lr=1.0), nn.NLLLoss(), max_norm)
    return [(b - p).detach() for b, p in zip(before, recorder.parameters())]


def _joint_norm(tensors):
    return torch.cat([t.flatten() for t in tensors]).norm().item()


def _clipping(train_pass, pairs):
    free, clipped = _moved(train_pass, pairs, 1e6), _moved(train_pass, pairs, 0.05)
    size = _joint_norm(clipped)
    assert not math.isclose(size, _joint_norm(free), rel_tol=1e-3), (
        "With max_norm 0.05 the step is as long as without: clip all parameters to max_norm, between backward() and step(), not before or after."
    )
    largest = max(m.abs().max().item() for m in clipped)
    assert size < 0.051 or not 0.0499 < largest < 0.0501, (
        "No single number is above 0.05: are the numbers cut off one by one (clip_grad_value_)? The task asks for the norm of all."
    )
    assert size < 0.051, (
        f"The norm of all together should be 0.05; yours is {size:.3f}. Is each parameter clipped alone, or only a part of them?"
    )
    assert size > 0.049, (
        f"The norm of all together should be 0.05; yours is {size:.4f}: clip once, by the plain norm of all."
    )
    ratio = size / _joint_norm(free)
    assert all(torch.allclose(c, ratio * f, rtol=1e-2, atol=1e-5) for c, f in zip(clipped, free)), (
        "The direction has changed: multiply all gradients by the same factor."
    )
    barely = 2 * _joint_norm(free)
    assert math.isclose(_joint_norm(_moved(train_pass, pairs, barely)), _joint_norm(free), rel_tol=1e-3), (
        "A gradient below max_norm should stay as it is."
    )


@exercise("4.6 One pass, how far the gradient reaches", "a number that depends on the window", points=1)
def reach(gradient_reach):
    reach = gradient_reach(50)
    assert reach is not None, "Nothing came back: is a `return` missing?"
    assert isinstance(reach, int), f"Return a whole number; this is of the type {kind(reach)}."
    assert gradient_reach(50) != gradient_reach(60), "The reach should depend on the window's length."
    assert 0 < reach <= 60, (
        f"{reach} characters cannot be right for windows of 50: where does detach stop the gradient?"
    )


@bonus("The gradient along c", "every step against autograd, with the way through h closed")
def bonus_along_c(along_c):
    cell, steps = nn.LSTMCell(3, 4, device=device), 6
    h, c = torch.zeros(2, 1, 4, device=device)
    states, gates = [], []
    for x in torch.randn(steps, 1, 3, device=device):
        sums = cell.weight_ih @ x[0] + cell.bias_ih + cell.weight_hh @ h[0] + cell.bias_hh
        gates.append(sums[4:8].sigmoid().detach())
        h, c = cell(x, (h.detach(), c))
        states.append(c)
    found, slopes = along_c(torch.stack(gates)), torch.autograd.grad(c.sum(), states)
    slopes = torch.cat(slopes)
    assert isinstance(found, torch.Tensor), f"Return a tensor, not {kind(found)}."
    assert shape(found) == [steps, 4], f"One row for each step: [{steps}, 4], got {shape(found)}."
    assert agree(found[-1], torch.ones(4, device=device)), (
        "The last row is the gradient of the last cell state with respect to itself. No gate stands between."
    )
    assert agree(found[-2], slopes[-2]), "One gate stands between the last two cell states. Which one?"
    assert agree(found, slopes), (
        "Autograd finds other numbers further back. Is each row a product of later gates?"
    )

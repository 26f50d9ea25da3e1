"""The checks that students see: right answers pass, wrong ones get a sentence, and none holds an answer."""

import importlib
import inspect
import pkgutil
import re

import nbformat
import pytest
from nbclient import NotebookClient

import course.checks
from autograder.judging import in_process, run_checks
from course.checks import core
from tests.bank import answers, labs, quiet, source_cells
from tests.make_class import release, solutions
from tests.visible import cells_of, exercises, given, see, told

LAB = "01_custom_rnn"

UNSORTED = """
class NewsLSTM(nn.Module):
    def __init__(self, n_features, hidden_size, num_layers, n_targets):
        super().__init__()
        self.lstm = nn.LSTM(n_features, hidden_size, num_layers, bidirectional=True, batch_first=True)
        self.linear = nn.Linear(2 * hidden_size, n_targets)

    def forward(self, padded, lengths):
        order = lengths.argsort(descending=True)
        there = order.to(padded.device)
        packed = nn.utils.rnn.pack_padded_sequence(padded[there], lengths[order], batch_first=True)
        _, (h, _) = self.lstm(packed)
        scores = self.linear(torch.cat([h[-2], h[-1]], 1).relu())
        return scores[order.argsort().to(padded.device)]
"""

IMAGES_BY_CLOSURE = """
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), device=x.device).split(batch_size):
        def closure():
            optimizer.zero_grad()
            loss = loss_function(model(x[rows]), y[rows])
            loss.backward()
            return loss
        total += optimizer.step(closure).item() * len(rows)
    return total / len(x)
"""

WINDOWS_BY_CLOSURE = """
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total, count, kept = 0.0, 0, [None]
    for x, y in batches:
        def closure():
            optimizer.zero_grad()
            log_probs, state = model(one_hot(x, model.vocab_size), kept[0])
            loss = loss_function(log_probs, y.flatten())
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            kept[0] = tuple(s.detach() for s in state)
            return loss
        total += optimizer.step(closure).item() * y.numel()
        count += y.numel()
    return total / count
"""

ROUNDED = """
def perplexity(nll):
    return math.exp(nll)


def bits_per_character(nll):
    return nll / 0.693
"""

DROPOUT = """
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size, batch_first=True)
        self.head = nn.Sequential(nn.Dropout(0.5), nn.Linear(hidden_size, n_categories))

    def forward(self, x, lengths):
        output, _ = self.rnn(x)
        return self.head(output[torch.arange(len(x)), lengths - 1])
"""

TWO_DIRECTIONS = """
class RowRNN(nn.Module):
    def __init__(self, n_features, hidden_size, n_classes, num_layers=1, cell="rnn"):
        super().__init__()
        kind = nn.RNN if cell == "rnn" else nn.LSTM
        self.rnn = kind(n_features, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.head = nn.Linear(hidden_size, n_classes)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])
"""

EIGHT_UNITS = """
class NameClassifier(nn.Module):
    def __init__(self, n_letters, hidden_size, n_categories):
        super().__init__()
        self.rnn = nn.RNN(n_letters, 8, batch_first=True)
        self.head = nn.Linear(8, 3)

    def forward(self, x, lengths):
        output, _ = self.rnn(x)
        return self.head(output[torch.arange(len(x)), lengths - 1])
"""

READS_THE_END = """
@torch.no_grad()
def generate(model, category, start, temperature=0.0, longest=20):
    def read(number):
        return model(category, one_hot(torch.tensor([number], device=category.device), N_LETTERS), hidden)

    name, hidden = start, model.init_hidden(1)
    for letter in start:
        logits, hidden = read(ALPHABET.index(letter))
    while len(name) < longest:
        scaled = logits / temperature if temperature else 1e6 * logits
        number = torch.multinomial(scaled.softmax(-1), 1).item()
        logits, hidden = read(number)
        if number == EOS:
            break
        name += ALPHABET[number]
    return name
"""

RIGHT = {
    ("06_name_generation", "generate"): [READS_THE_END],
    ("05_ngram_vs_lstm", "measures"): [ROUNDED],
    ("07_ag_news", "news_lstm"): [UNSORTED],
    ("09_digits_by_rows", "train_pass"): [IMAGES_BY_CLOSURE],
    ("04_char_lstm", "train_pass"): [WINDOWS_BY_CLOSURE],
}
WRONG = [
    ("06_name_generation", "classifier", DROPOUT, "dropout"),
    ("06_name_generation", "classifier", EIGHT_UNITS, "size written down"),
    ("09_digits_by_rows", "row_rnn", TWO_DIRECTIONS, "two directions"),
]
NEXT = "ALPHABET[number], "
CLEAR, STEP = "        optimizer.zero_grad()\n", "        loss.backward()\n        optimizer.step()\n"
SPOILED = [  # a lab, an exercise, what the instructor's answer has, what stands there instead, what the check says
    ("02_rnn_shapes", "hihello", "return self.head(output), state", "return self.head(output), state.detach()", "detach"),
    ("02_rnn_shapes", "valid_outputs", ", enforce_sorted=False", "", r"`enforce_sorted=False` to .* if you …$"),
    ("04_char_lstm", "n_outputs", "len(set(text))", "len(set(text)) + 1", "One too many"),
    ("04_char_lstm", "train_pass", "loss = loss_function(", "loss = nn.NLLLoss()(", "no loss of your own"),
    ("04_char_lstm", "char_lstm", "return self.mlp(output).flatten(0, 1), state",
     "return self.mlp(output).flatten(0, 1), tuple(s.detach() for s in state)", "detach"),
    ("04_char_lstm", "char_lstm", "nn.Dropout(0.4),\n            nn.Linear(rnn", "nn.Dropout(0.5),\n            nn.Linear(rnn", "after the LSTM sets"),
    ("04_char_lstm", "char_lstm", "nn.Dropout(0.4),\n            nn.Linear(mlp", "nn.Dropout(0.5),\n            nn.Linear(mlp", "after the ReLU"),
    ("05_ngram_vs_lstm", "coverage", "max(1, len(occurrences))", "len(occurrences)", "the share is 0"),
    ("05_ngram_vs_lstm", "lookup", "weight.T[indices] + bias",
     "F.linear(F.one_hot(indices, weight.shape[1]).to(weight.dtype), weight, bias)", "is the one-hot array built"),
    ("05_ngram_vs_lstm", "lookup", "weight.T[indices] + bias",
     "F.linear(F.one_hot(indices, weight.shape[1]).float(), weight, bias)", "is the one-hot array built"),
    ("05_ngram_vs_lstm", "lookup", "weight.T[indices] + bias", "F.linear(weight.T[indices], bias.double()) + 0 * bias", "Your code raised"),
    ("05_ngram_vs_lstm", "ngram_mlp", "relu())", "relu()).log_softmax(-1)", "log-probabilities"),
    ("05_ngram_vs_lstm", "char_predictor", "self.out(output)", "self.out(output).log_softmax(-1)", "log-probabilities"),
    (
        "06_name_generation",
        "generate",
        f"logits, hidden = read({NEXT}",
        f"logits, _ = read({NEXT}",
        "state is not",
    ),
    (
        "06_name_generation",
        "free_running",
        "cross_entropy(logits",
        "cross_entropy(logits.detach()",
        "no gradient",
    ),
    ("07_ag_news", "dataset", "[text for", "[text.strip() for", "to the last space"),
    ("08_pos_tagging", "tagger", ", total_length=words.shape[1]", "", "a total_length"),
    ("08_pos_tagging", "tagger", "[0], batch_first=True, ", "[0], ", "to pad_packed_sequence, too"),
    ("08_pos_tagging", "tagger", "hidden_size, batch", "hidden_size, 2, batch", "more than one layer"),
    ("08_pos_tagging", "toy", CLEAR + STEP, STEP + CLEAR, "before the first step"),
    ("09_digits_by_rows", "train_pass", CLEAR + STEP, STEP + CLEAR, "before the pass"),
    ("10_sentiment", "nearest", "-2.0", "-1.0", "below −1"),
]  # fmt: skip


def outputs(*sources):
    """Run cells of lab 01 in a kernel, with its set-up, each whatever the one before raises; return their outputs."""
    setup = next(cell.source for cell in source_cells(LAB) if cell.id == "setup")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in (setup, *sources)])
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells[1:]]


@pytest.mark.long
def test_what_a_student_sees():
    """One line for what is right, one red sentence and no traceback for what is not, and the whole lab at the end."""
    right, check = solutions(LAB)["step"], "check.step(rnn_step)"
    head = "def rnn_step(x_t, h, W, U, b):\n    "
    stub = next(cell.source for cell in release(LAB).cells if cell.id == "init_state")
    wrong = {
        head + "return x_t @ W.T + h @ U.T + b": "✗ 1.1 One step for a batch: A number is outside the range "
        "−1 to 1. Is the tanh missing, or is b added after it?",
        head
        + "return torch.tanh(x_t @ W[:1])": "✗ 1.1 One step for a batch: Your code raised RuntimeError: mat1 and "
        "mat2 shapes cannot be multiplied (3x2 and 1x2), in the line `return torch.tanh(x_t @ W[:1])`.",
        head + "return 1": "✗ 1.1 One step for a batch: Return one tensor. You returned int.",
    }
    cells = [cell for source in wrong for cell in (source, check)]
    cells += [stub, "check.init_state(init_state)", right, check, "check.progress()"]
    shown = outputs(*cells)
    open_ = "○ Exercise 1.2 is still open: return zeros that are made like the input."
    for place, sentence in zip((1, 3, 5, 7), (*wrong.values(), open_), strict=True):
        (error,) = shown[place]
        assert (error.ename, error.evalue) == ("Missed", sentence)
        assert error.traceback == [f"\x1b[1m{sentence}\x1b[0m"]
    passed, progress = shown[9][0].text, shown[10][0].text
    said = "✓ 1.1 One step for a batch: shape, dtype, values, gradients · 1 of 6 exercises done\n"
    assert passed == said
    assert "✓ 1.1 One step for a batch · 3 points\n○ 1.2 The start state · 2 points, open\n" in progress
    assert "14 points at stake" in progress


def module_of(lab):
    """Return the name of the module with a lab's checks."""
    return f"course.checks.lab{lab[:2]}"


@pytest.mark.long
@pytest.mark.parametrize("lab", labs())
def test_right_answers_of_the_bank_pass_and_wrong_ones_pass_or_get_a_sentence(lab, record_property):
    """A visible check asks for nothing that the hidden ones do not, and no answer makes it stumble."""
    caught, wrong = 0, 0
    for answer in answers(lab):
        sentence = told(answer)
        assert not (answer.right and sentence), f"{answer.id}: {sentence}"
        assert not sentence or len(sentence) > 20, answer.id
        assert "The check stopped" not in sentence, f"{answer.id}: {sentence}"
        caught, wrong = caught + (bool(sentence) and not answer.right), wrong + (not answer.right)
    record_property("wrong answers caught", f"{caught} of {wrong}")
    print(f"{lab}: the visible checks catch {caught} of {wrong} wrong answers")


@pytest.mark.parametrize("lab", labs())
def test_every_exercise_has_one_check_and_its_points(lab, capsys):
    """The table that `check.progress()` shows agrees with the notebook: names, numbers and points."""
    importlib.import_module(module_of(lab))
    cells = {cell.id: cell for cell in source_cells(lab)}
    shown = core.exercises(module_of(lab))
    assert list(shown) == exercises(lab)
    for name, exercise in shown.items():
        assert exercise.points == cells[f"{name}-graded"].metadata.nbgrader.points, name
        number, title = exercise.title.split(" ", 1)
        assert f"BEGIN SOLUTION {number}:" in cells[name].source, name
        cards = [c.source for c in cells.values() if f"### Exercise {number}" in c.source]
        assert any(title.split(",")[0] in card.replace("`", "") for card in cards), name
    importlib.import_module(module_of(lab)).progress()
    printed = capsys.readouterr().out.splitlines()
    points = {
        line: float(found[1]) for line in printed if (found := re.search(r"· ([\d.]+) points?\b", line))
    }
    graded = [c for c in cells.values() if c.metadata.get("nbgrader", {}).get("grade")]
    assert sum(points.values()) == sum(c.metadata.nbgrader.points for c in graded) == 20
    (written,) = [worth for line, worth in points.items() if "your written answer" in line]
    assert written == sum(c.metadata.nbgrader.points for c in graded if c.cell_type == "markdown")


@pytest.mark.long
@pytest.mark.parametrize("lab", labs())
def test_an_open_exercise_says_so(lab):
    """Which it is and what is to do, whatever the check tries on it; a name without a value, which it is."""
    stubs = {cell.id: cell.source for cell in release(lab).cells}
    for exercise in exercises(lab):
        with pytest.raises(AssertionError) as said:
            see(lab, exercise, stubs[exercise])
        number = core.exercises(module_of(lab))[exercise].title.split(" ")[0]
        assert re.search(rf"^○ Exercise {number} is still open: |has no value yet", str(said.value)), exercise


def reachable(*modules):
    """Return what a student finds in modules of checks: functions, classes, methods, and what is wrapped in them."""
    found = {}
    for module in map(importlib.import_module, modules):
        things = [value for value in vars(module).values() if callable(value)]
        for thing in things:
            if inspect.isclass(thing) and thing.__module__ == module.__name__:
                things += [method for method in vars(thing).values() if callable(method)]
            things += [thing.__wrapped__] if hasattr(thing, "__wrapped__") else []
        found |= {id(thing): thing for thing in things}
    return list(found.values())


def earned(lab, exercise, answer):
    """Return the points that an object gets under the names that an exercise asks for."""
    names = {**given(lab), **dict.fromkeys(cells_of(lab, exercise)[1], answer)}
    with quiet():
        return sum(verdict.earned for verdict in run_checks(f"{lab}.{exercise}", in_process(names)))


def does_nothing(*_, **__):
    """What a check pays for this, it does not pay for anything taken from elsewhere."""


def bought(lab, things):
    """Say what earns points in an exercise of a lab although it is taken from the checks."""
    found = []
    for exercise in exercises(lab):
        free = earned(lab, exercise, does_nothing)
        found += [f"{exercise}: {thing}" for thing in things if earned(lab, exercise, thing) > free]
    return found


@pytest.mark.long
@pytest.mark.parametrize("lab", [lab for lab in labs() if lab[:2] in ("01", "03", "05", "08", "10")])
def test_nothing_in_a_labs_checks_is_an_answer_to_it(lab):
    """What a student takes from there and hands in as the answer earns nothing; the labs whose hidden checks are quick."""
    assert not bought(lab, reachable(module_of(lab)))


@pytest.mark.slow(part="bank")
@pytest.mark.parametrize("lab", labs())
def test_nothing_in_any_checks_is_an_answer(lab):
    """As above, for every lab, with all that can be reached from `course.checks`."""
    modules = [info.name for info in pkgutil.iter_modules(course.checks.__path__, "course.checks.")]
    assert not bought(lab, reachable(*modules))


def test_a_check_that_cannot_go_on_says_what_it_was_given():
    """What came back, or that the head of the function is another one, or that it is no function any more."""
    lab = importlib.import_module(module_of(LAB))

    def all_three(num_feats, rnn_size):
        return num_feats, rnn_size, 1

    def too_few(num_feats):
        return num_feats

    for answer, said in (
        (
            all_three,
            "`all_three` returned a tuple of 3 .int, int, int., and the check stopped there. Compare it with .Shapes.",
        ),
        (too_few, "keep its first line, with `def`, as it was: TypeError: .* takes 1 positional argument"),
        (32, "A function or a class is asked for; this is of the type int"),
    ):
        with pytest.raises(AssertionError, match=said):
            lab.num_parameters(answer)


@pytest.mark.long
@pytest.mark.parametrize(("lab", "exercise"), RIGHT)
def test_a_right_answer_in_another_style_passes(lab, exercise):
    """As students write it who have seen other courses."""
    for answer in RIGHT[lab, exercise]:
        see(lab, exercise, answer)


@pytest.mark.long
@pytest.mark.parametrize(("lab", "exercise", "answer", "said"), WRONG)
def test_a_wrong_answer_is_told_what_is_wrong(lab, exercise, answer, said):
    """And not met with PyTorch's message about two matrices, nor with a pass."""
    with pytest.raises(AssertionError, match=said):
        see(lab, exercise, answer)


@pytest.mark.long
@pytest.mark.parametrize(("lab", "exercise", "right", "wrong", "said"), SPOILED)
def test_a_spoiled_answer_is_told_what_is_wrong(lab, exercise, right, wrong, said):
    """What a card forbids and no shape shows."""
    answer = solutions(lab)[exercise]
    assert answer.count(right) == 1
    with pytest.raises(AssertionError, match=said):
        see(lab, exercise, answer.replace(right, wrong))

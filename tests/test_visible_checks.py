"""The checks that students see: right answers in another style pass, and wrong ones are told what is wrong."""

import pytest

from tests.bank import namespace, source_cells

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

RIGHT = {
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


def see(lab, exercise, answer):
    """Run an exercise's visible checks, with what is given for them, on an answer."""
    names = namespace(lab, {exercise: answer})
    for cell in source_cells(lab):
        given = cell.metadata.get("nbgrader", {})
        if cell.id.startswith(exercise) and given.get("locked") and not given.get("grade"):
            exec(cell.source, names)


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

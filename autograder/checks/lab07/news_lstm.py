"""Exercise 7.4: NewsLSTM."""

from functools import partial

import torch
from torch import nn

from autograder.check import check, travels
from autograder.checks.shared import BENDS, made, with_drawn_weights
from autograder.contracts import keeps_promises


@travels
def model_of(make, kept, padded, hidden, layers, n_targets, training, seed):
    """Return the student's model with drawn weights."""
    key = (padded.shape[2], hidden, layers, n_targets, padded.dtype, seed)
    if key not in kept:
        with torch.random.fork_rng(devices=[]):
            model = make(padded.shape[2], hidden, layers, n_targets).to(padded)
        kept[key] = with_drawn_weights(model, seed, (n_targets, 2 * hidden))
    return kept[key].train(training)


def call_news(names, kept, padded, lengths, **sizes):
    model = model_of(lambda *sizes: made(names["NewsLSTM"], *sizes), kept, padded, **sizes)
    with torch.enable_grad():
        total, asks = model(padded, lengths).sum(), [p for p in model.parameters() if p.requires_grad]
        found = torch.autograd.grad(total, asks, allow_unused=True) if total.requires_grad else ()
    learns = sum(p.numel() for p, g in zip(asks, found, strict=False) if g is not None)
    count = sum(p.numel() for p in model.parameters())
    return model(padded, lengths), count, model.training, learns == count


def call_apart(names, kept, padded, lengths, n_targets, **sizes):
    """Return how far the scores of each text in the batch lie from those that it gets alone."""
    model = model_of(names["NewsLSTM"], kept, padded, n_targets=n_targets, **sizes)
    texts = enumerate(zip(padded, lengths.tolist(), strict=True))
    alone = [model(row[None, :n], lengths[i : i + 1]) for i, (row, n) in texts]
    shape = list(alone[0].shape)
    if shape != [1, n_targets]:
        raise ValueError(f"for a batch of one text, the scores are {shape}, not [1, {n_targets}]")
    try:
        together = model(padded, lengths)
    except RuntimeError as error:
        hint = "texts alone work, several in one batch fail: does the model keep or write down a batch size?"
        raise RuntimeError(f"{error} ({hint})") from error
    return together - torch.cat(alone), model.training


def twin(n_features, hidden, layers, n_targets, seed, dtype):
    """Return the LSTM and the linear layer of the card, with the student's weights, and how many they are."""
    lstm = nn.LSTM(n_features, hidden, layers, batch_first=True, bidirectional=True)
    parts = nn.ModuleList([lstm, nn.Linear(2 * hidden, n_targets)]).to(dtype)
    count = sum(p.numel() for p in parts.parameters())
    return *with_drawn_weights(parts, seed, (n_targets, 2 * hidden)), count


def news_of(padded, lengths, hidden, layers, n_targets, training, seed):
    lstm, head, count = twin(padded.shape[2], hidden, layers, n_targets, seed, padded.dtype)
    _, (h, _) = lstm(padded)
    return head(torch.cat([h[-2], h[-1]], 1).relu()), count, training, True


@torch.no_grad()
def mistakes_of(padded, lengths, hidden, layers, n_targets, training, seed):
    """Return hint → the scores that a known mistake gives, or the number of parameters."""
    lstm, head, count = twin(padded.shape[2], hidden, layers, n_targets, seed, padded.dtype)
    output, (h, c) = lstm(padded)
    (batch, steps, feats), joined = padded.shape, torch.cat([h[-2], h[-1]], 1)

    def scores(*states):
        return head(torch.cat(states, -1).relu())

    def fewer(directions, layers, width):
        """Return the number of parameters with this LSTM, and a linear layer that reads so much."""
        other = nn.LSTM(feats, hidden, layers, bidirectional=directions == 2)
        return None, sum(p.numel() for p in other.parameters()) + (width + 1) * n_targets

    text = "Join the final states of both directions."
    known = {
        "Scores for every step. A text gets scores once.": torch.empty(batch, steps, n_targets, device="meta"),
        "Your LSTM reads in one direction only: bidirectional=True.": fewer(1, layers, hidden),
        "Your LSTM reads in one direction only, and the linear layer reads 2 · hidden_size: bidirectional=True.": fewer(1, layers, 2 * hidden),
        "Your LSTM has one layer: is num_layers used?": fewer(2, 1, 2 * hidden),
        "The linear layer reads hidden_size numbers. Join both directions: 2 · hidden_size.": (None, count - hidden * n_targets),
        "The linear layer has no bias.": (None, count - n_targets),
        "The ReLU between the joined states and the linear layer is missing.": head(joined),
        "There is a tanh where the ReLU belongs.": head(joined.tanh()),
        "There is a sigmoid where the ReLU belongs.": head(joined.sigmoid()),
        "The ReLU stands after the linear layer. It belongs before it.": head(joined).relu(),
        "The cell states c are joined. Join the final h.": scores(c[-2], c[-1]),
        f"This is the output at the last step: its backward half has read one token. {text}": scores(output[:, -1]),
        f"This is the output at the first step: its forward half has read one token. {text}": scores(output[:, 0]),
        f"This is the mean over the steps. {text}": scores(output.mean(1)),
        f"This is the maximum over the steps. {text}": scores(output.amax(1)),
        "The directions are joined without bringing the batch first: view or reshape mixes the texts.": scores(h[-2:].reshape(batch, -1)),
    }  # fmt: skip
    if layers > 1:
        known |= {
            "These are the states of the first layer. Take the last one: h_n goes layer by layer.": (scores(h[0], h[1]), count),
            "You join the forward states of the last two layers: in each layer, forward comes before backward.": scores(h[-4], h[-2]),
            "You join the backward states of the last two layers.": scores(h[-3], h[-1]),
            "You join the first layer's forward and the last layer's backward state.": scores(h[0], h[-1]),
            "view mixes layers and directions: h_n is layer by layer, then direction.": scores(*h.view(2, layers, batch, hidden)[:, -1]),
        }  # fmt: skip
    end = "There is a {} after the linear layer. Return the logits themselves."
    return known | {end.format(name): bend(scores(joined)) for name, bend in BENDS.items()}


def news_case(draw, sizes, *lengths, layers=1, more=0, dtype=torch.float32, training=True, seed=1, scale=1.0):
    """Return a batch of texts of these lengths, and what makes the model that reads it."""
    n_features, hidden, n_targets = sizes
    padded = draw.normal(len(lengths), max(lengths) + more, n_features, dtype=dtype, scale=scale)
    model = {"hidden": hidden, "layers": layers, "n_targets": n_targets, "training": training, "seed": seed}
    return {"padded": padded, "lengths": torch.tensor(lengths), **model}


@check("07_ag_news.news_lstm", points=2)
def scores(student, draw):
    """The layers are those of the card, and the scores are made of the right states, with names for the usual others."""
    drawn = partial(news_case, draw, draw.sizes(3, 4, 8))
    cases = {
        "With some texts": drawn(5, 5, 5, layers=3),
        "With another model and batch of the same size": drawn(5, 5, 5, layers=3, seed=2, training=False),
        "With a batch of one text": drawn(4, layers=3),
        "With 140 vectors, in float64": drawn(140, 140, dtype=torch.float64, training=False),
        "With vectors 50 times as large": drawn(3, 3, scale=50.0),
        "With one text of one vector": drawn(1, layers=2),
    }
    results = (
        "the matrix of scores (final states of both directions of the last layer → ReLU → linear layer, no dropout)",
        "the number of parameters (one bidirectional nn.LSTM, one nn.Linear, no more)",
        "the model's mode",
        "what learns (a gradient reaches all parameters: nothing frozen or detached, no no_grad): it",
    )
    keeps_promises(
        student, call_news, [*cases.values()], news_of, results=results, axes=("text", "topic"),
        notes=tuple(cases), gradients=("padded",), stay=("lengths",), mistakes=mistakes_of, digits=True,
    )  # fmt: skip


@check("07_ag_news.news_lstm", points=2)
def padding(student, draw):
    """In batches of every form, each text gets the scores that the same model gives it alone."""
    drawn = partial(news_case, draw, draw.sizes(3, 4, 8))
    zeros = drawn(2, 5, 1, 3, layers=2)
    zeros["padded"][torch.arange(5) >= zeros["lengths"][:, None]] = 0
    cases = {
        "Texts of unequal lengths": zeros,
        "Numbers other than zero in the padding (trust the lengths, not the zeros)": drawn(2, 5, 1, 3, layers=2, training=False),
        "The same in another order": drawn(3, 1, 5, 2, layers=2, training=False),
        "A padded tensor that is longer than the longest text": drawn(2, 4, 1, more=3, training=False),
        "Texts of one length in a padded tensor that is longer": drawn(3, 3, more=2, training=False),
        "One text in a padded tensor that is longer": drawn(2, more=3),
        "Another model": drawn(4, 1, 5, 5, layers=2, seed=2),
        "70 and 140 vectors, in float64": drawn(70, 140, dtype=torch.float64),
        "Two texts": drawn(1, 3),
    }  # fmt: skip
    between = "a text in a batch gets other scores than alone (the model reads the padding, or its neighbours: pack by length, take "
    between += "the final states, undo any sorting of your own): what lies between the two"
    keeps_promises(
        student, call_apart, [*cases.values()], lambda padded, n_targets, training, **_: (padded.new_zeros(len(padded), n_targets), training),
        results=(between, "the model's mode"), axes=("text", "topic"), notes=tuple(cases), stay=("lengths",),
    )  # fmt: skip

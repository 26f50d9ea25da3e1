"""Exercise 5.5: CharPredictor."""

import torch
from torch import nn

from autograder.check import check
from autograder.checks.lab05.common import two_apart
from autograder.checks.shared import amiss, expect_raw, flat_gradient, loaded_model
from autograder.contracts import keeps_promises, played
from autograder.expect import agree, expect, expect_shape


def predictor_probe(names, indices, sizes):
    """Build the student's model; return its logits and state, and what it says of itself."""
    import warnings

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = two_apart(names["CharPredictor"], *sizes.tolist()).to(indices.device)
    reply = {"dropout": any("dropout" in str(w.message).lower() for w in said)}
    reply["shapes"] = "; ".join(sorted(str(list(p.shape)) for p in model.parameters()))
    answer = model(indices)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    logits, state = answer
    reply |= {"pair": True, "logits": logits, "linked": bool(getattr(logits, "requires_grad", False))}
    reply["state"] = isinstance(state, (tuple, list)) and len(state) == 2
    return reply | (dict(zip("hc", state, strict=True)) if reply["state"] else {})


def call_reader(names, kept, indices, sizes, weights, h=None, c=None, training=True):
    """Return the logits, or the next state where one is given, and the gradients of numbers that depend on them."""
    model, parameters = loaded_model(names["CharPredictor"], kept, tuple(sizes.tolist()), weights)
    model.train(training)
    begun = [] if h is None else [part.clone().requires_grad_() for part in (h, c)]
    with torch.enable_grad():
        answer, state = model(indices, tuple(begun)) if begun else model(indices)
    left = torch.utils._pytree.tree_leaves([v for name, v in vars(model).items() if name[0] != "_"])
    hint = "A state, or another tensor, stays in the module after forward: keep nothing between two calls."
    if any(isinstance(value, torch.Tensor) for value in left):
        amiss(hint)
    results = [*state] if begun else [answer]
    gradient = flat_gradient(results, [*parameters, *begun], lambda r: r * torch.sin(3 * r.detach()))
    return [*results, gradient]


class RightReader(nn.ModuleList):
    """The model that the card describes."""

    def __init__(self, given, wanted, hidden, layers):
        lstm = nn.LSTM(hidden, hidden, layers, batch_first=True)
        super().__init__([nn.Embedding(given, hidden), lstm, nn.Linear(hidden, wanted)])

    def forward(self, indices, state=None):
        output, state = self[1](self[0](indices), state)
        return self[2](output), state


def right_reader(**case):
    return [part.detach() for part in call_reader({"CharPredictor": RightReader}, {}, **case)]


def said_of_cases(cases):
    """Say what each case is about."""
    said = []
    for case in cases:
        zero = "".join(f" with {n} = 0" for n in "hc" if n in case and not case[n].any())
        start = f", from a state{zero}" if "h" in case else ""
        shape = "{} document(s) of {} character(s)".format(*case["indices"].shape)
        mode = "train" if case["training"] else "eval"
        said.append(f"In {mode} mode, CharPredictor{tuple(case['sizes'].tolist())} with {shape}{start}")
    return said


def reader_cases(draw, state=False):
    """Draw texts and weights: the same sizes twice, one document, one character, a long text, one and two layers."""
    cases = []
    for batch, steps, sizes in (
        (3, 5, (9, 7, 6, 1)), (3, 5, (9, 7, 6, 1)), (1, 6, (9, 7, 6, 2)), (1, 1, (9, 7, 6, 2)), (3, 1, (2, 1, 1, 1)),
        (2, 135, (4, 3, 2, 1)), (2, 4, (5, 8, 3, 3)),
        (3, 3, (3, 3, 3, 3)), (4, 4, (4, 4, 4, 1)), (2, 7, (5, 8, 3, 2)), (70, 2, (5, 8, 3, 1)),
    ):  # fmt: skip
        given, wanted, hidden, layers = sizes
        count = given * hidden + layers * 8 * hidden * (hidden + 1) + wanted * (hidden + 1)
        case = {"indices": draw.integers(0, given - 1, batch, steps), "sizes": torch.tensor(sizes)}
        case["indices"][0, 0] = 0
        dtype = torch.float64 if batch == 70 else torch.float32
        case |= {n: draw.normal(layers, batch, hidden, dtype=dtype) for n in "hc" if state}
        case["weights"] = draw.normal(count, scale=0.7, dtype=dtype)
        if batch == steps == 1:  # large scores
            case["weights"][-wanted:] = 60 * draw.uniform(wanted) - 30 + 5 * torch.arange(wanted)
        cases.append(case | {"training": len(cases) != 1})
    return cases


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def shapes(student, draw):
    """Shapes and layers, and the logits and gradients of any text with drawn weights."""
    batch, steps, hidden = draw.sizes(3, 4, 9)
    given, wanted = [size + 10 for size in draw.sizes(2, 2, 9)]
    hidden += 20
    for layers, b, t in ((1, batch, steps), (draw.size(2, 3), 1, steps), (1, 1, 1)):
        indices, sizes = draw.integers(0, given - 1, b, t), torch.tensor([given, wanted, hidden, layers])
        reply = student.run(predictor_probe, indices=indices, sizes=sizes)
        expect(reply.flag("pair"), "forward must return two things: (logits, state).")
        scores = reply.tensor("logits")
        hint = "The last axis has hidden_dim numbers: the linear layer to output_size is missing."
        shape = list(scores.shape)
        expect(shape != [b, t, hidden], hint)
        hint = f"Shape {shape}: the axis of the characters is lost. Is it the last step only, or flattened?"
        expect(shape not in ([b, wanted], [b * t, wanted]), hint)
        expect_shape(scores, [b, t, wanted], "output_size scores after every character of every document.")
        hint = "torch warns about dropout=: with one layer it does nothing. No dropout is asked here."
        expect(not reply.flag("dropout"), hint)
        hint = "The state of an LSTM is the pair (h, c). With h alone nobody can go on reading."
        expect(reply.flag("state"), hint)
        for name in ("h", "c"):
            part = reply.tensor(name)
            known = {
                (layers, t, hidden): f"{name} counts the steps as the batch: is batch_first missing?",
                (b, layers, hidden): f"{name} has the batch first. A state never becomes batch-first: return it as nn.LSTM gives it.",
                (2 * layers, b, hidden): "The state has twice the layers: the LSTM reads in both directions, so it reads the answer.",
                (1, b, hidden): f"{name} has 1 layer where {layers} were asked: is n_layers used?",
            }  # fmt: skip
            general = f"{name} as nn.LSTM gives it: layers, batch, hidden_dim."
            expect_shape(part, [layers, b, hidden], known.get(tuple(part.shape), general))
        expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
        lstm = [list(p.shape) for p in nn.LSTM(hidden, hidden, layers).parameters()]
        right = "; ".join(sorted(map(str, [[given, hidden], [wanted, hidden], [wanted], *lstm])))
        found = reply.text("shapes")
        expect(
            found == right,
            f"The parameters have the shapes {found[:300]}. The task asks for nn.Embedding({given}, {hidden}), "
            f"nn.LSTM({hidden}, {hidden}, {layers}) and nn.Linear({hidden}, {wanted}), nothing else.",
        )
    cases = reader_cases(draw)
    reply = played(student, call_reader, cases[:1], [0, 0])
    found, again = (reply.tensor(f"result {i} 0") for i in range(2))
    hint = "Two calls on one text give two answers. Is there dropout, or a state kept in the module?"
    expect(agree(again, found, 1e-4, 1e-5), hint)
    expect_raw(found, right_reader(**cases[0])[0])
    keeps_promises(
        student, call_reader, cases, right_reader, notes=said_of_cases(cases), axes=("document", "place", "character"),
        results=("the logits", "the gradient from them to all weights (is a layer not used, or something detached?)"),
    )  # fmt: skip


def reading_probe(names, indices, cut, sizes):
    """Return an untrained model's scores: whole, again, row by row, in two parts, with half a state."""
    torch.manual_seed(0)
    model, front, back = names["CharPredictor"](*sizes.tolist()), indices[:, :cut], indices[:, cut:]
    model, reply, name = model.to(indices.device).eval(), {"failed": "", "trouble": ""}, "again"
    with torch.no_grad():
        for p in model.parameters():  # large enough that what came before shows
            p.mul_(2)
        answer = model(indices)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            return {"failed": "pair"}
        reply["whole"] = answer[0]
        try:
            reply[name], _ = model(indices)
            name = "rows"
            reply[name] = torch.cat([model(row)[0] for row in indices.split(1)])
            name = "front"
            reply[name], state = model(front)
            reply["fresh"], _ = model(back)
            name = "back"
            reply[name], _ = model(back, state)
            h, c = state
            reply["no_c"], _ = model(back, (h, torch.zeros_like(c)))
        except Exception as error:
            reply |= {"failed": name, "trouble": f"{type(error).__name__}: {error}"[:200]}
    return reply


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def reading(student, draw):
    """Reading goes on from any state, the state comes back as nn.LSTM gives it, and nothing stays in the module."""
    given, wanted, hidden, layers = draw.size(9, 13), draw.size(4, 8), draw.size(14, 20), draw.size(1, 2)
    indices = draw.integers(0, given - 1, draw.size(3, 4), 11)
    cut, sizes = draw.size(5, 6), torch.tensor([given, wanted, hidden, layers])
    reply = student.run(reading_probe, indices=indices, cut=cut, sizes=sizes)
    failed = reply.text("failed")
    expect(failed != "pair", "forward must return two things: (logits, state).")
    every, begin, rest = slice(11), slice(cut), slice(cut, 11)

    def scores(name, part):
        found, shape = reply.tensor(name), indices[:, part].shape
        hint = "forward must return output_size scores after every character."
        expect(found.numel() == shape.numel() * wanted, hint)
        return found.reshape(*shape, wanted)

    whole = scores("whole", every)
    for name, part, fails, differs in (
        ("again", every, "After one text, another fails",
         "The same text gave two different answers: a state is kept in the module from one document to the next, or made up in forward."),
        ("rows", every, "After a batch of several, a batch of one fails: what does the first batch fix?",
         "A document's scores change with its neighbours: is batch_first missing, or do batch and time mix?"),
        ("front", begin, "After a long text, a shorter one fails: what does the first text fix?",
         "Earlier scores change with later characters: the model reads ahead. Is it bidirectional?"),
        ("back", rest, "The model cannot go on from the state that it returned: return (h, c) as nn.LSTM gives them.",
         "Reading in two parts, with the state handed over, differs from reading the whole text."),
    ):  # fmt: skip
        expect(failed != name, f"{fails} It raised {reply.text('trouble')}")
        found = scores(name, part)
        if name == "back":
            fresh, hint = scores("fresh", part), "The scores do not depend on earlier characters: no memory."
            expect(not agree(fresh, whole[:, part], 1e-4, 1e-5), hint)
            hint = "The state that is passed in has no effect, or the state returned is not the last one."
            expect(not agree(found, fresh, 1e-4, 1e-5), hint)
        expect(agree(found, whole[:, part], 1e-4, 1e-5), differs)
    without = scores("no_c", rest)
    expect(not agree(without, whole[:, rest], 1e-4, 1e-6), "The cell state c has no effect: is this an LSTM?")
    cases = reader_cases(draw, state=True)
    cases += [cases[0] | {name: torch.zeros_like(cases[0][name])} for name in "hc"]
    keeps_promises(
        student, call_reader, cases, right_reader, notes=said_of_cases(cases), axes=("layer", "document", "unit"), device=False,
        results=("h of the returned state", "c of the returned state", "the gradient from them to the weights and the given state"),
    )  # fmt: skip

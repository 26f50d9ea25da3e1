"""Hidden checks of lab 06, names from a category; every probe stands beside its checks."""

import json
import math
import string
import unicodedata
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy, one_hot

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

ALPHABET = string.ascii_letters + " .,;'-"
EOS = len(ALPHABET)
N_LETTERS = EOS + 1
HELD_OUT = Path(__file__).parent / "heldout" / "names.txt"


def hot(numbers, size, dtype=torch.float32):
    """Return numbers as one-hot vectors."""
    return one_hot(numbers, size).to(dtype)


def drawn_word(draw, length, letters=ALPHABET):
    """Return a word of letters drawn from `letters`."""
    return "".join(draw.choice(letters) for _ in range(length))


def plain(name):
    """Return a name without accents, with letters of ALPHABET only."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if c in ALPHABET)


# 6.1 ------------------------------------------------------------------------------------------


def ascii_probe(names, words):
    """Return the student's answers for words, one a line."""
    answers = [names["to_ascii"](word) for word in words.split("\n")]
    other = [type(answer).__name__ for answer in answers if not isinstance(answer, str)]
    return {"kind": other[0] if other else "str", "answers": "\n".join(str(a) for a in answers)}


ACCENTED = "áàâäãåăčćçďéèêëěğíìîïñňóòôöõőřśšşťúùûüůűýÿžźżÁÀÄÅČÇÉÖÜŠŽŚȘ"


@check("06_name_generation.to_ascii", points=1)
def letters(student, draw):
    ascii_word = draw.choice(string.ascii_uppercase) + drawn_word(draw, draw.size(5, 9), string.ascii_letters)
    ascii_word += ascii_word[1:3]
    punctuated = "".join(c + p for c, p in zip(ascii_word, " '-.,;", strict=False))
    accented = draw.choice(string.ascii_uppercase) + drawn_word(draw, 4, ACCENTED) + ascii_word[:2]
    apart = unicodedata.normalize("NFD", accented)
    junk = ascii_word[:2] + drawn_word(draw, 2, "0123456789") + "ßłøđæ_!" + ascii_word[2:]
    words = [ascii_word, punctuated, accented, apart, junk]
    reply = student.run(ascii_probe, words="\n".join(words))
    kind = reply.text("kind")
    expect(kind != "NoneType", "to_ascii returns None: is a `return` missing?")
    expect(kind == "str", f"Return a string, not {kind[:40]}.")
    answers = reply.text("answers").split("\n")
    expect(len(answers) == len(words), "A line break came into a name.")
    word, punctuation, letters, combined, rest = answers
    expect(word != ascii_word.lower(), "Upper case must stay.")
    expect(
        sorted(word) == sorted(ascii_word) or set(word) != set(ascii_word),
        "A letter that comes twice is lost.",
    )
    expect(word == ascii_word, "A name of plain letters must come back unchanged.")
    lost = set(" '-.,;") - set(punctuation)
    expect(
        not lost,
        "Characters of ALPHABET are dropped: the space, the apostrophe, the hyphen … belong to it.",
    )
    expect(punctuation == punctuated, "A name of characters of ALPHABET must come back unchanged.")
    expect("?" not in letters + rest, "There is a ? in the answer. Drop characters, do not replace them.")
    dropped = "".join(c for c in accented if c in ALPHABET)
    expect(
        letters != dropped,
        "Letters with accents are gone. Split each into letter and accent (NFD) before you drop characters.",
    )
    expect(
        all(c in ALPHABET for c in letters),
        "The accents are still there. Split them off with NFD, then drop what is not in ALPHABET.",
    )
    expect(letters == plain(accented), "Some letter with an accent does not become the plain letter.")
    expect(combined == plain(apart), "A name that is already in the form NFD must lose its accents, too.")
    expect(
        all(c in ALPHABET for c in rest),
        "Characters that are not in ALPHABET are still there, for example digits or ß: drop them.",
    )
    expect(rest == plain(junk), "With a character outside ALPHABET in a name, the rest is not left as it is.")


# 6.2 ------------------------------------------------------------------------------------------


def line_probe(names, name):
    """Return the student's two tensors for a name."""
    answer = names["line_tensors"](name)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "x": answer[0], "target": answer[1]}


def unknown_probe(names, name):
    """Say whether a name with an unknown letter is refused."""
    try:
        names["line_tensors"](name)
    except Exception:
        return {"refused": True}
    return {"refused": False}


def drawn_name(draw, length):
    """Return a name of characters of ALPHABET; its second letter is a capital one, its third a small one."""
    capital, small = draw.choice(string.ascii_uppercase), draw.choice(string.ascii_lowercase)
    return (drawn_word(draw, 1) + capital + small + drawn_word(draw, length))[:length]


def line_numbers(name):
    return torch.tensor([ALPHABET.index(c) for c in name])


@check("06_name_generation.line_tensors", points=1)
def inputs(student, draw):
    for length in (draw.size(4, 12), 1):
        name = drawn_name(draw, length)
        reply = student.run(line_probe, name=name)
        expect(reply.flag("pair"), "Return two things: (input, target).")
        x = reply.tensor("x")
        expect(
            list(x.shape) != [length + 1, 1, N_LETTERS],
            "The input has one step too many. EOS is a target, and never an input.",
        )
        expect(
            list(x.shape) != [length - 1, 1, N_LETTERS],
            "The input has one step too few: the last letter is read, too (then EOS is the target).",
        )
        expect(
            list(x.shape) != [length, N_LETTERS],
            "The input has no axis for the batch: expected [len, 1, 59]. `unsqueeze(1)` adds it.",
        )
        expect(
            list(x.shape) != [1, length, N_LETTERS] or length == 1,
            "The input is batch-first. Time comes first here: [len, 1, 59].",
        )
        expect(
            list(x.shape) != [length, 1, EOS],
            "The input has 58 columns. EOS is a symbol, too: 59.",
        )
        expect_shape(x, [length, 1, N_LETTERS], "one-hot letters, [len(name), 1, 59].")
        expect_dtype(x, torch.float32, "a linear layer wants float32.")
        expect(
            bool(((x == 0) | (x == 1)).all()) and bool((x.sum(-1) == 1).all()),
            "The input is not one-hot: each row has a single 1, and zeros.",
        )
        read, wanted = x[:, 0].argmax(-1), line_numbers(name)
        shifted = torch.cat([wanted[1:], torch.tensor([EOS])])
        expect(
            not torch.equal(read, shifted) or length == 1,
            "The input is shifted: at step t the model reads letter t.",
        )
        lower = torch.tensor([ALPHABET.index(c.lower()) for c in name])
        expect(
            not torch.equal(read, lower) or torch.equal(lower, wanted),
            "Upper and lower case are two different letters.",
        )
        expect(torch.equal(read, wanted), "A letter's number is not its place in ALPHABET.")
    strange = drawn_word(draw, 3) + draw.choice("łßø7_") + drawn_word(draw, 2)
    expect(
        student.run(unknown_probe, name=strange).flag("refused"),
        "A letter that is not in ALPHABET must raise an error. `find` gives -1 for it, and row -1 is EOS.",
    )


@check("06_name_generation.line_tensors", points=1)
def targets(student, draw):
    for length in (draw.size(4, 12), 1):
        name = drawn_name(draw, length)
        wanted = line_numbers(name)
        reply = student.run(line_probe, name=name)
        expect(reply.flag("pair"), "Return two things: (input, target).")
        target = reply.tensor("target")
        expect(
            list(target.shape) not in ([length, N_LETTERS], [length, 1, N_LETTERS]),
            "The target is one-hot. The loss wants the numbers of the letters: [len], int64.",
        )
        expect(
            list(target.shape) not in ([length, 1], [1, length]) or target.dim() == 1,
            "The target has two axes. It is one number a step: [len].",
        )
        expect(target.dim() == 1, "The target has one axis: one number a step.")
        expect(
            not target.is_floating_point(), "The targets are floats. Class numbers are whole numbers: int64."
        )
        expect(len(target) != length + 1, "One target too many: the first letter is never a target.")
        expect(len(target) != length - 1, "One target too few: after the last letter, the target is EOS.")
        expect_shape(target, [length], "one target for each letter that is read.")
        expect_dtype(target, torch.int64, "the loss wants class numbers as int64.")
        expect(
            not torch.equal(target, wanted),
            "The targets are the letters that are read. They must be one letter further.",
        )
        last = int(target[-1])
        expect(last != N_LETTERS, "The last target is 59, and the symbols are 0 to 58. EOS is 58.")
        expect(last != -1, "The last target is -1: the loss wants EOS, 58.")
        expect(last == EOS, "The last target must be EOS.")
        expect(
            torch.equal(target[:-1], wanted[1:]),
            "The targets are not the next letters: at step t the target is letter t + 1.",
        )


# 6.3 ------------------------------------------------------------------------------------------


def split_probe(names, text, share, seed, salt):
    """Split names whose hashes depend on `salt`, as those of strings do on the process."""
    import json

    class Salted(str):
        def __hash__(self):
            return hash((salt, str(self)))

    given = {category: [Salted(name) for name in group] for category, group in json.loads(text).items()}
    answer = names["split_names"](given, share, seed)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"problem": "pair"}
    if not all(isinstance(part, dict) for part in answer):
        return {"problem": "dict"}
    if not all(isinstance(group, (list, tuple)) for part in answer for group in part.values()):
        return {"problem": "list"}
    parts = [{str(c): [str(name) for name in group] for c, group in part.items()} for part in answer]
    kept = {category: [str(name) for name in group] for category, group in given.items()}
    return {"problem": "", "parts": json.dumps(parts), "kept": kept == json.loads(text)}


def ask_split(student, names, share, seed, salt=0):
    """Return the student's two dicts, after looking at their form."""
    reply = student.run(split_probe, text=json.dumps(names), share=share, seed=seed, salt=salt)
    problem = reply.text("problem")
    expect(problem != "pair", "Return two dicts: (train, held_out).")
    expect(problem != "dict", "Return two dicts: category → list of names.")
    expect(problem != "list", "For each category there must be a list of names.")
    expect(reply.flag("kept"), "The lists that were given are changed. Shuffle or sort a copy.")
    return json.loads(reply.text("parts"))


@check("06_name_generation.split_names", points=1)
def parts(student, draw):
    share, seed = draw.choice([0.2, 0.25, 0.3]), draw.size(1, 999)
    names = {}
    for category, distinct, copies in (("Arabic", 20, 8), ("Greek", 12, 1), ("Irish", 30, 2)):
        words = set()
        while len(words) < distinct:
            words.add(drawn_word(draw, 6, string.ascii_lowercase))
        rows = [name for name in sorted(words) for _ in range(copies)]
        order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(draw.size(0, 10**6)))
        names[category] = [rows[i] for i in order.tolist()]
    names["Greek"][0] = names["Irish"][0]  # a name of two categories is no leak
    train, held_out = ask_split(student, names, share, seed)
    expect(
        set(train) == set(held_out) == set(names),
        "A category is missing in a part. Split inside each category, not over all names together.",
    )
    for category, rows in names.items():
        distinct = set(rows)
        both = set(train[category]) & set(held_out[category])
        expect(
            not both,
            "The same name is in both parts of a category: drop the repeats before you split.",
        )
        together = set(train[category]) | set(held_out[category])
        expect(
            together <= distinct, "A part has names that were not given: upper and lower case count as given."
        )
        expect(together == distinct, "Some names are in neither part.")
        wanted, got = share * len(distinct), len(held_out[category])
        expect(
            len(train[category]) == len(set(train[category])) and got == len(set(held_out[category])),
            "A part still has repeats: each distinct name once.",
        )
        expect(
            abs(len(train[category]) - wanted) > 1,
            "The held-out part is the large one. Return (train, held_out), in this order.",
        )
        expect(
            abs(got - wanted) <= 1,
            "The held-out part is not the share of the distinct names, in each category by itself.",
        )
    again = ask_split(student, names, share, seed)
    expect(
        again == [train, held_out],
        "The same seed gave two different splits: use the seed that is given, in each call anew.",
    )
    for salt in (1, 2):
        expect(
            ask_split(student, names, share, seed, salt) == [train, held_out],
            "The split depends on the order of a set (or on a hash): in another process it would be another one.",
        )
    expect(
        any(ask_split(student, names, share, seed + i) != [train, held_out] for i in (1, 2, 3)),
        "Another seed gives the same split: choose the held-out names at random, with the seed.",
    )


# 6.4 ------------------------------------------------------------------------------------------


def cell_probe(names, category, letter, hidden, weight_h, bias_h, weight_o, bias_o):
    """Give the student's cell these weights, and take one step."""
    model = names["NameRNN"](category.shape[1], letter.shape[1], hidden.shape[1]).to(category)
    layers = [getattr(model, name, None) for name in ("to_hidden", "to_logits")]
    if not all(isinstance(layer, torch.nn.Linear) for layer in layers):
        return {"problem": "names"}
    if any(layer.bias is None for layer in layers):
        return {"problem": "bias"}
    shapes = [list(layer.weight.shape) for layer in layers]
    if shapes != [list(weight_h.shape), list(weight_o.shape)]:
        return {"problem": "sizes", "got": f"{shapes[0]} and {shapes[1]}"}
    with torch.no_grad():
        for layer, weight, bias in zip(layers, (weight_h, weight_o), (bias_h, bias_o), strict=True):
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
    answer = model(category, letter, hidden)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"problem": "pair"}
    return {"problem": "", "logits": answer[0], "hidden": answer[1]}


def drawn_cell(draw, categories, letters, units, dtype=torch.float32):
    """Return drawn weights for both layers."""
    width = categories + letters + units
    return {
        "weight_h": draw.normal(units, width, scale=0.7, dtype=dtype),
        "bias_h": draw.normal(units, scale=0.5, dtype=dtype),
        "weight_o": draw.normal(letters, units, scale=0.7, dtype=dtype),
        "bias_o": draw.normal(letters, scale=0.5, dtype=dtype),
    }


def cell_step(category, letter, hidden, weight_h, bias_h, weight_o, bias_o):
    """Return (logits, state, state before the ReLU)."""
    before = torch.cat([category, letter, hidden], 1) @ weight_h.T + bias_h
    return before.relu() @ weight_o.T + bias_o, before.relu(), before


@check("06_name_generation.name_rnn", points=2)
def one_step(student, draw):
    several, categories, n_letters, units = draw.sizes(4, 4, 9)
    for batch in (several, 1):
        category = hot(draw.integers(0, categories - 1, batch), categories)
        letter = hot(draw.integers(0, n_letters - 1, batch), n_letters)
        hidden = draw.normal(batch, units).relu()
        layers = drawn_cell(draw, categories, n_letters, units)
        given = {"category": category, "letter": letter, "hidden": hidden}
        reply = student.run(cell_probe, **given, **layers)
        problem = reply.text("problem")
        expect(
            problem != "names",
            "The two layers must be nn.Linear, under the names self.to_hidden and self.to_logits.",
        )
        expect(problem != "bias", "The layers need their biases: nn.Linear as it is.")
        expect(
            problem != "sizes",
            "to_hidden reads category, letter and state together and gives the state; to_logits reads the state "
            "and gives one score for each letter. A size does not fit that.",
        )
        expect(problem != "pair", "forward must return two things: (logits, hidden).")
        logits, state = reply.tensor("logits"), reply.tensor("hidden")
        expected, new, before = cell_step(**given, **layers)
        expect(
            not (list(logits.shape) == [batch, units] and list(state.shape) == [batch, n_letters]),
            "The two results are swapped: logits first, then the state.",
        )
        expect_shape(state, [batch, units], "the state is [batch, hidden_size].")

        def changed(given=given, layers=layers, **other):
            return cell_step(**{**given, **other}, **layers)[1]

        def ordered(*parts, layers=layers):
            return (torch.cat(parts, 1) @ layers["weight_h"].T + layers["bias_h"]).relu()

        expect_close(
            state,
            new,
            "The new state differs: ReLU of to_hidden of [category; letter; hidden].",
            mistakes={
                "The state that comes back is the old one.": hidden,
                "The activation is missing: the state goes through a ReLU.": before,
                "The activation is tanh. Asked is ReLU.": before.tanh(),
                "The activation is a sigmoid. Asked is ReLU.": before.sigmoid(),
                "The category has no effect.": changed(category=torch.zeros_like(category)),
                "The letter has no effect.": changed(letter=torch.zeros_like(letter)),
                "The old state has no effect.": changed(hidden=torch.zeros_like(hidden)),
                "The order differs: join category, letter, hidden, in this order.": ordered(
                    letter, category, hidden
                ),
                "The order is another one: join category, letter, hidden.": ordered(category, hidden, letter),
                "The order is turned round: join category, letter, hidden.": ordered(
                    hidden, letter, category
                ),
                "The order is not category, letter, hidden.": ordered(letter, hidden, category),
            },
        )
        expect_shape(logits, [batch, n_letters], "one score for each letter.")
        from_old = hidden @ layers["weight_o"].T + layers["bias_o"]
        expect_close(
            logits,
            expected,
            "The logits differ: to_logits of the new state.",
            mistakes={
                "There is a softmax on the logits. Return raw scores.": expected.softmax(-1),
                "There is a softmax over the batch.": expected.softmax(0),
                "The scores are log-probabilities. Return raw scores, without log_softmax.": expected.log_softmax(
                    -1
                ),
                "There is a ReLU on the logits: scores may be negative.": expected.relu(),
                "The logits come from the old state: use the new one.": from_old,
                "The logits come from the state before its ReLU.": before @ layers["weight_o"].T
                + layers["bias_o"],
            },
        )


def cell_state_probe(names, categories, letters, weights, **layers):
    """Read a few letters from the first state; return that state, the result and a gradient."""
    steps, batch, n_letters = letters.shape
    units = layers["bias_h"].shape[0]
    model = names["NameRNN"](categories.shape[1], n_letters, units).to(letters)
    with torch.no_grad():
        for name in ("hidden", "logits"):
            layer = getattr(model, "to_" + name)
            layer.weight.copy_(layers["weight_" + ("h" if name == "hidden" else "o")])
            layer.bias.copy_(layers["bias_" + ("h" if name == "hidden" else "o")])
    first = model.init_hidden(batch)
    reply = {"first": first, "problem": ""}
    if not isinstance(first, torch.Tensor) or first.shape != (batch, units) or first.dtype != letters.dtype:
        return reply
    hidden, total = first, 0
    for t in range(steps):
        answer = model(categories, letters[t], hidden)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            return {**reply, "problem": "pair"}
        logits, hidden = answer
        if (logits.shape, hidden.shape) != (weights[t].shape, first.shape):
            return {**reply, "problem": "shapes"}
        total = total + (logits * weights[t]).sum()
    reply["linked"] = total.requires_grad
    if total.requires_grad:
        gradient = torch.autograd.grad(total, model.to_hidden.weight, allow_unused=True)[0]
        reply["gradient"] = torch.zeros_like(model.to_hidden.weight) if gradient is None else gradient
    return reply


def cell_meta_probe(names, categories, letters, units, batch):
    """Run the student's cell where no numbers exist; say what it did there."""
    model = names["NameRNN"](categories, letters, units).to("meta")
    first = model.init_hidden(batch)
    reply = {"first": first.device.type, "step": ""}
    try:
        zeros = [torch.zeros(batch, size, device="meta") for size in (categories, letters, units)]
        logits, hidden = model(*zeros)
        reply["step"] = f"{logits.device.type} {hidden.device.type}"
    except Exception as error:
        reply["step"] = type(error).__name__
    return reply


@check("06_name_generation.name_rnn", points=1)
def first_state(student, draw):
    several, categories, n_letters, units = draw.sizes(4, 4, 9)
    double = torch.float64
    for batch in (several, 1):
        steps = draw.size(3, 4)
        category = hot(draw.integers(0, categories - 1, batch), categories, double)
        letter = hot(draw.integers(0, n_letters - 1, steps, batch), n_letters, double)
        weights = draw.normal(steps, batch, n_letters, dtype=double)
        layers = drawn_cell(draw, categories, n_letters, units, double)
        reply = student.run(cell_state_probe, categories=category, letters=letter, weights=weights, **layers)
        first = reply.tensor("first")
        expect(
            list(first.shape) != [1, batch, units], "The first state has an axis for layers: [batch, units]."
        )
        expect(
            list(first.shape) != [batch, n_letters],
            "The first state counts letters. It has hidden_size units.",
        )
        expect_shape(first, [batch, units], "init_hidden(batch_size) is [batch_size, hidden_size].")
        expect(bool((first == 0).all()), "The first state must be zeros.")
        expect_dtype(first, double, "of a model in float64; make the zeros like a parameter, with new_zeros.")
        problem = reply.text("problem")
        expect(problem != "pair", "A step must give two things to go on with: (logits, hidden).")
        expect(
            problem != "shapes",
            "From the first state, a step does not give logits [batch, n_letters] and a state like the first.",
        )
        expect(reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or .data?")
        weight = layers["weight_h"].clone().requires_grad_()
        hidden, cut, total, total_cut = first, first, 0, 0
        for t in range(steps):
            logits, hidden, _ = cell_step(category, letter[t], hidden, **{**layers, "weight_h": weight})
            total = total + (logits * weights[t]).sum()
            logits, cut, _ = cell_step(category, letter[t], cut.detach(), **{**layers, "weight_h": weight})
            total_cut = total_cut + (logits * weights[t]).sum()
        (wanted,) = torch.autograd.grad(total, weight)
        (without,) = torch.autograd.grad(total_cut, weight)
        expect_close(
            reply.tensor("gradient"),
            wanted,
            "The gradient of to_hidden differs from the one that goes back through all steps.",
            mistakes={
                "The gradient does not reach earlier steps: is the state detached?": without,
                "to_hidden gets no gradient: is something detached?": torch.zeros_like(wanted),
            },
        )
    reply = student.run(cell_meta_probe, categories=categories, letters=n_letters, units=units, batch=several)
    expect(
        reply.text("first") == "meta",
        "The first state is not where the model is: make it on the device of a parameter, with new_zeros.",
    )
    expect(reply.text("step") == "meta meta", "forward makes something on the CPU: on a GPU it would fail.")


# 6.5 ------------------------------------------------------------------------------------------


def sgd_probe(names, x, weight, bias, unused, lr, steps):
    """Take steps with the student's function on a small model; say what became of its parameters."""

    def refuse(*args, **kwargs):
        raise NotImplementedError("Exercise 6.5 asks for your own step, without torch.optim")

    model = torch.nn.Module()
    model.inner = torch.nn.Linear(weight.shape[1], weight.shape[0]).to(x)
    model.inner.weight.data, model.inner.bias.data = weight.clone(), bias.clone()
    model.spare = torch.nn.Parameter(unused.clone())
    old = list(model.parameters())
    for p in old:
        p.grad = torch.ones_like(p)  # left over from something else
    views = [p.detach() for p in old]
    reply = {"problem": ""}
    original, torch.optim.Optimizer.__init__ = torch.optim.Optimizer.__init__, refuse
    try:
        for step in range(1, steps + 1):
            loss = model.inner(x).square().mean()
            if not loss.requires_grad:
                return {"problem": "frozen"}
            names["sgd_step"](model, loss, lr)
            reply[f"weight{step}"] = model.inner.weight.detach().clone()
            reply[f"bias{step}"] = model.inner.bias.detach().clone()
            reply[f"unused{step}"] = model.spare.detach().clone()
    except (RuntimeError, TypeError, AttributeError) as error:
        if isinstance(error, NotImplementedError):
            raise
        words = str(error)
        if "leaf" in words:
            return {"problem": "leaf"}
        if "not have been used" in words or "NoneType" in words:
            return {"problem": "unused"}
        raise
    finally:
        torch.optim.Optimizer.__init__ = original
    new = list(model.parameters())
    reply["same"] = len(new) == len(old) and all(p is q for p, q in zip(new, old, strict=False))
    moved = [view for view, p in zip(views, new, strict=False) if view.data_ptr() != p.data_ptr()]
    reply["in_place"] = not moved
    reply["asks"] = all(p.requires_grad and p.is_leaf for p in new)
    return reply


def sgd_problem(problem):
    """Say what an error on the way means."""
    expect(
        problem != "leaf",
        "The step itself was recorded (an error about a leaf variable): change parameters under torch.no_grad().",
    )
    expect(
        problem != "unused",
        "A parameter that the loss does not use leads to an error: allow_unused=True gives None for it. Skip it.",
    )
    expect(
        problem != "frozen", "After a step, the parameters no longer ask for gradients: the next step fails."
    )


def sgd_inputs(draw, dtype=torch.float32):
    feats, units, rows = draw.sizes(3, 2, 6)
    return {
        "x": draw.normal(rows, feats, dtype=dtype),
        "weight": draw.normal(units, feats, dtype=dtype),
        "bias": draw.normal(units, dtype=dtype),
        "unused": draw.normal(3, dtype=dtype),
    }


@check("06_name_generation.sgd_step", points=1)
def values(student, draw):
    given, lr, steps = sgd_inputs(draw), draw.choice([0.05, 0.1, 0.2]), 3
    reply = student.run(sgd_probe, **given, lr=lr, steps=steps)
    sgd_problem(reply.text("problem"))
    w, b = (given[k].clone().requires_grad_() for k in ("weight", "bias"))

    def gradients(w, b):
        return torch.autograd.grad((given["x"] @ w.T + b).square().mean(), (w, b))

    for step in range(1, steps + 1):
        dw, db = gradients(w, b)
        got_w, got_b = reply.tensor(f"weight{step}"), reply.tensor(f"bias{step}")
        old = w.detach()
        expect(
            step > 1 or not torch.equal(got_w, old),
            "The parameters did not change. `p = p - …` makes a new tensor; `p -= …` changes the old one.",
        )
        expect_close(
            got_w,
            old - lr * dw,
            "After a step, a weight is not p - lr · gradient."
            if step == 1
            else "The first step is right, a later one is not: does something add up from step to step?",
            mistakes={
                "The step goes uphill: the sign is wrong.": old + lr * dw,
                "The learning rate has no effect.": old - dw,
                "The step is taken twice.": old - 2 * lr * dw,
                "An old gradient is added: p.grad adds up, unless you clear it first.": old - lr * (dw + 1),
                "The step has the right direction and another length: is the gradient divided by its norm?": (
                    old - lr * dw / dw.norm()
                ),
                "Only the sign of the gradient is used.": old - lr * dw.sign(),
            },
        )
        expect_close(
            got_b,
            b.detach() - lr * db,
            "The weight is right, the bias is not.",
            mistakes={"Only the weights change: go over all parameters.": b.detach()},
        )
        expect(
            torch.equal(reply.tensor(f"unused{step}"), given["unused"]),
            "A parameter that the loss does not use has changed.",
        )
        w, b = (t.detach().clone().requires_grad_() for t in (old - lr * dw, b - lr * db))


@check("06_name_generation.sgd_step", points=1)
def in_place(student, draw):
    given = sgd_inputs(draw, torch.float64)
    reply = student.run(sgd_probe, **given, lr=0.1, steps=1)
    sgd_problem(reply.text("problem"))
    moved = not torch.equal(reply.tensor("weight1"), given["weight"])
    expect(moved, "The model's parameters did not change at all: `p = …` only gives a new tensor the name p.")
    expect(
        reply.flag("same"),
        "The model has other parameters after the step: change the old ones, do not replace them.",
    )
    expect(
        reply.flag("in_place"),
        "A parameter's numbers lie at a new place in memory (`.data = …`?): change them in place, as -= does.",
    )
    expect(reply.flag("asks"), "After the step, a parameter no longer asks for gradients.")
    expect_dtype(reply.tensor("weight1"), torch.float64, "a parameter must keep its dtype.")


# 6.6 ------------------------------------------------------------------------------------------


def loss_probe(names, logits, targets, lengths):
    """Return the student's loss, its gradient, and whether the arguments were left alone."""
    logits.requires_grad_()
    before = logits.detach().clone(), targets.clone(), lengths.clone()
    try:
        loss = names["batch_loss"](logits, targets, lengths)
    except RuntimeError as error:
        if "leaf" not in str(error):
            raise
        return {"loss": None, "kept": False, "linked": False}
    after = logits.detach(), targets, lengths
    reply = {"loss": loss, "kept": all(torch.equal(a, b) for a, b in zip(before, after, strict=True))}
    reply["linked"] = isinstance(loss, torch.Tensor) and loss.requires_grad
    if reply["linked"] and loss.numel() == 1:
        gradient = torch.autograd.grad(loss.sum(), logits, allow_unused=True)[0]
        reply["gradient"] = torch.zeros_like(logits) if gradient is None else gradient
    return reply


def loss_meta_probe(names, batch, steps, letters):
    """Say whether the student's loss mixes devices; what cannot run without numbers does not count."""
    try:
        zeros = torch.zeros(batch, steps, dtype=torch.int64, device="meta")
        names["batch_loss"](torch.zeros(batch, steps, letters, device="meta"), zeros, zeros[:, 0])
    except Exception as error:
        words = str(error)
        return {"mixed": "expected device" in words or "same device" in words}
    return {"mixed": False}


def drawn_batch(draw, dtype=torch.float32):
    """Return logits, targets (with letters in the padding, too) and lengths, unsorted, one of them full."""
    batch, steps, n_letters = draw.sizes(3, 4, 8)
    lengths = draw.integers(2, steps - 2, batch)
    lengths[1], lengths[2] = steps, 1
    targets = draw.integers(0, n_letters - 1, batch, steps)
    targets[:, 0] = 0  # a real letter 0, so that it cannot stand for padding
    return draw.normal(batch, steps, n_letters, scale=2.0, dtype=dtype), targets, lengths


def expect_loss(reply, hint="The loss is"):
    """Return the loss after looking at its form."""
    loss = reply.tensor("loss") if reply.flag("kept") else None
    expect(
        loss is not None,
        "The arguments are changed. Work on a copy: who called still needs the targets and the logits.",
    )
    expect(
        loss.dim() == 0,
        f"The loss has shape {list(loss.shape)}. Return one number: the mean over all real letters.",
    )
    return loss


@check("06_name_generation.batch_loss", points=1)
def value(student, draw):
    logits, targets, lengths = drawn_batch(draw, torch.float64)  # so exact that no two mistakes look alike
    batch, steps, n_letters = logits.shape
    loss = expect_loss(student.run(loss_probe, logits=logits, targets=targets, lengths=lengths))
    each = cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    places = torch.arange(steps)
    mask = places < lengths[:, None]
    total, count = each[mask].sum(), mask.sum()
    shorter = places < lengths[:, None] - 1
    longer = places < lengths[:, None] + 1
    mixed = cross_entropy(logits.reshape(-1, n_letters), targets.T.flatten(), reduction="none")
    zero = cross_entropy(logits.transpose(1, 2), targets, ignore_index=0)
    expect_close(
        loss,
        total / count,
        "The loss is not the mean cross-entropy over all real letters.",
        mistakes={
            "The padding is counted: use the lengths.": each.mean(),
            "The padding is out of the sum, but is still counted in the mean.": total / (batch * steps),
            "This is the sum over all letters: divide by their number.": total,
            "This is the sum over time: divide by the number of letters, not by the number of names.": total
            / batch,
            "This divides by the number of time steps, not by the number of letters.": total / steps,
            "Each name counts the same. Asked is that each letter does.": (
                (each * mask).sum(1) / lengths
            ).mean(),
            "EOS is not learned: the last real target is left out.": each[shorter].mean(),
            "EOS is left out of the sum, but not of the count.": each[shorter].sum() / count,
            "One place of padding is counted in each name: `<`, not `<=`.": each[longer].mean(),
            "Every 0 in the targets is left out, but 0 is also a letter. Use the lengths.": zero,
            "Every 0 in the targets is left out, but 0 is a letter, too. Use the lengths.": each[
                mask & (targets != 0)
            ].mean(),
            "The sign is wrong: the loss is minus the log-probability.": -total / count,
            "This is the mean of the raw scores of the targets: the log_softmax is missing.": (
                -logits.gather(2, targets[..., None])[..., 0][mask].mean()
            ),
            "There is a softmax before the cross-entropy, which has its own.": cross_entropy(
                logits[mask].softmax(-1), targets[mask]
            ),
            "Time and batch are mixed: logits and targets are flattened in different orders.": mixed[
                mask.flatten()
            ].mean(),
            "Time and batch are mixed up when the two are flattened.": mixed.mean(),
            "Only the longest name is counted.": each[1].mean(),
            "Only the last real place of each name is counted.": each[
                torch.arange(batch), lengths - 1
            ].mean(),
        },
        rtol=1e-6,
        atol=1e-7,
    )


@check("06_name_generation.batch_loss", points=1)
def gradient(student, draw):
    logits, targets, lengths = drawn_batch(draw, torch.float64)
    for which, size in ((slice(None), 1.0), (slice(0, 1), 1.0), (slice(None), 500.0)):
        given = logits[which] * size, targets[which], lengths[which]
        reply = student.run(loss_probe, logits=given[0], targets=given[1], lengths=given[2])
        loss = expect_loss(reply)
        expect_dtype(loss, torch.float64, "the loss must have the dtype of the logits.")
        expect(
            reply.flag("linked"),
            "The loss has no gradient, so nothing can be learned: is there an item(), a detach or a new tensor?",
        )
        expect(
            bool(torch.isfinite(loss)),
            "With large logits the loss is no longer a number: use cross_entropy or log_softmax, not log of softmax.",
        )
        leaf = given[0].clone().requires_grad_()
        mask = torch.arange(targets.shape[1]) < given[2][:, None]
        (wanted,) = torch.autograd.grad(cross_entropy(leaf[mask], given[1][mask]), leaf)
        got = reply.tensor("gradient")
        expect(
            not got[~mask].abs().sum() > 0,
            "The gradient reaches padded places: the model would learn the padding.",
        )
        spot = torch.arange(len(mask)), given[2] - 1
        expect(
            not (got[spot] == 0).all(),
            "No gradient at the last real target: the model would never learn EOS.",
        )
        expect_close(
            got,
            wanted,
            "The gradient is not that of the mean over all real letters."
            if size == 1
            else "With large logits, the gradient is wrong: is a softmax or log made by hand?",
        )
    batch, steps, n_letters = logits.shape
    mixed = student.run(loss_meta_probe, batch=batch, steps=steps, letters=n_letters).flag("mixed")
    expect(
        not mixed,
        "Something is made on the CPU: give arange the device of the targets. On a GPU this fails.",
    )


# 6.7 ------------------------------------------------------------------------------------------


def machine(draw, n_categories, units=12):
    """Return the weights of a stand-in for a trained model; its state remembers everything that it read."""
    return {
        "recur": draw.normal(units, units, scale=1.2 / math.sqrt(units)),
        "read": draw.normal(N_LETTERS, units, scale=0.8),
        "kind": draw.normal(n_categories, units, scale=0.5),
        "say": draw.normal(units, N_LETTERS, scale=3.0),
    }


def machine_step(category, letter, hidden, recur, read, kind, say):
    state = torch.tanh(hidden @ recur + letter @ read + category @ kind)
    return state @ say, state


def greedy_probe(names, category, start, longest, stop, recur, read, kind, say):
    """Let the student's function write with a model that says EOS once it has read `stop` letters."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.own = torch.nn.Parameter(torch.zeros(1))
            self.calls, self.recorded, self.problem = 0, False, ""

        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, recur.shape[0] + 1)

        def forward(self, category, letter, hidden):
            self.calls += 1
            if self.calls > 150:
                raise StopIteration("endless")
            if letter.shape != (1, read.shape[0]):
                self.problem = f"{list(letter.shape)}"
                raise StopIteration("letter")
            state = torch.tanh(hidden[:, :-1] @ recur + letter @ read + category @ kind)
            count = hidden[:, -1:] + 1
            logits = state @ say + 0 * self.own
            last = read.shape[0] - 1
            logits = torch.cat([logits[:, :last], torch.where(count >= stop, 1e3, -1e3)], 1)
            self.recorded |= logits.requires_grad
            return logits, torch.cat([state, count], 1)

    model = Model()
    try:
        name = names["generate"](model, category, start, longest=longest)
    except StopIteration as error:
        return {"problem": str(error), "got": model.problem}
    except ZeroDivisionError:
        return {"problem": "zero"}
    except IndexError:
        return {"problem": "index"}
    except RuntimeError as error:
        if "inf" not in str(error) and "nan" not in str(error):
            raise
        return {"problem": "zero"}
    return {"problem": "", "name": name, "recorded": model.recorded}


def write(weights, category, start, longest, stop, fault=""):
    """Return the greedy name of the stand-in, or what a mistake would write."""
    zeros = torch.zeros(1, weights["recur"].shape[0])
    name, hidden, count = start, zeros, 0

    def read(letter, hidden):
        kind = torch.zeros_like(category) if fault == "category" else category
        return machine_step(kind, hot(line_numbers(letter), N_LETTERS), hidden, **weights)

    first = {"last": start[-1], "first": start[0]}.get(fault, start)
    for letter in first:
        logits, hidden = read(letter, zeros if fault == "state" else hidden)
        count += 1
    if fault == "twice":
        logits, hidden = read(start[-1], hidden)
        count += 1
    if fault == "fresh":
        hidden, count = zeros, 0
    while len(name) < longest:
        if fault == "state" or count < stop:
            letter = ALPHABET[logits[0, :EOS].argmax()]
        else:
            break
        name += letter
        logits, hidden = read(letter, zeros if fault == "state" else hidden)
        count += 1
    return name


READING = {
    "last": "Only the last start letter is read: read all of them, in order.",
    "first": "Only the first start letter is read: read all of them, in order.",
    "state": "The state is not carried from letter to letter.",
    "twice": "The last start letter is read twice: take the logits that came with it.",
    "category": "The category has no effect.",
    "fresh": "The state from reading the start is thrown away.",
}


@check("06_name_generation.generate", points=1)
def greedy(student, draw):
    category = hot(draw.integers(0, 2, 1), 3)
    start = "".join(string.ascii_letters[i] for i in draw.sizes(draw.size(3, 4), 0, 51))
    stop, longest = draw.size(9, 12), draw.size(10, 14)
    for _ in range(50):  # until no mistake writes what another one writes
        weights = machine(draw, 3)
        faults = {fault: write(weights, category, start, 20, stop, fault) for fault in ("", *READING)}
        if len({*faults.values()}) == len(faults):
            break
    for letters, end, most in ((start, stop, 20), (start[:1], 99, longest)):
        given = {"category": category, "start": letters, "longest": most, "stop": end}
        reply = student.run(greedy_probe, **given, **weights)
        problem = reply.text("problem")
        expect(problem != "endless", "It never ends: stop at EOS, and at `longest` letters.")
        expect(problem != "letter", "A letter must go into the model one-hot, [1, 59].")
        expect(
            problem != "zero",
            "Temperature 0 divides by zero. It means greedy: take the best letter, without a division.",
        )
        expect(
            problem != "index",
            "A number outside ALPHABET is turned into a letter: EOS, 58, is no letter. Stop before you add it.",
        )
        name, expected = reply.text("name"), write(weights, category, letters, most, end)
        if name != expected:
            expect(name.startswith(letters), "The name must begin with all the start letters.")
            for fault, hint in READING.items():
                expect(letters != start or name != faults[fault], hint)
            expect(name != expected[:-1], "The name ends one letter too early.")
            expect(
                not expected.startswith(name),
                "The name ends before EOS and before `longest` letters.",
            )
            expect(
                not (len(expected) < most and name.startswith(expected)),
                "The name goes on after EOS: stop there.",
            )
            expect(
                not name.startswith(expected),
                "The name has more than `longest` letters: those of the start are counted in.",
            )
            expect(
                False,
                "The greedy name is not the one that the model says: the best letter at each step, read in turn.",
            )
        expect(
            not reply.flag("recorded"),
            "Gradients are recorded while a name is written. Work under torch.no_grad().",
        )


def sampled_probe(names, logits, temperature, count, offset):
    """Let the student's function write two letters each time, with the given logits."""

    class Model(torch.nn.Module):
        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, 1)

        def forward(self, category, letter, hidden):
            steps = int(hidden.item()) + 1
            if steps > 30:
                raise StopIteration
            scores = logits[None] + offset
            if steps > 2:
                scores = torch.full_like(scores, offset - 1e4)
                scores[:, -1] = offset
            return scores, hidden + 1

    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'-"
    found = torch.zeros(2, logits.shape[0])
    for _ in range(count):
        try:
            name = names["generate"](Model(), torch.eye(3)[:1], "Q", temperature)
        except (RuntimeError, ValueError) as error:
            words = str(error)
            if "nan" not in words and "probab" not in words:
                raise
            return {"problem": "numbers"}
        except StopIteration:
            return {"problem": "endless"}
        if not isinstance(name, str):
            return {"problem": type(name).__name__}
        if len(name) != 3:
            return {"problem": "length"}
        for place in (0, 1):
            found[place, alphabet.index(name[1 + place])] += 1
    return {"problem": "", "found": found / count}


@check("06_name_generation.generate", points=1)
def sampled(student, draw):
    chosen, found = draw.sizes(3, 0, EOS - 1), []
    kinds = {"": [], "ignored": [], "multiplied": [], "alike": [], "greedy": []}
    for scores, temperature in ((1.0, 0.3), (4.0, 4.0)):
        logits = torch.full((N_LETTERS,), -60.0)
        logits[chosen] = torch.tensor([scores, 0.0, 0.0])
        reply = student.run(sampled_probe, logits=logits, temperature=temperature, count=70, offset=200.0)
        problem = reply.text("problem")
        expect(
            problem != "numbers",
            "With large logits the probabilities are no longer numbers: use softmax(logits / temperature), not exp.",
        )
        expect(problem != "endless", "The name goes on after EOS.")
        expect(
            problem != "length",
            "The model says EOS after two letters, surely, and the name has another length. Does EOS keep its "
            "probability, and is the state carried on?",
        )
        expect(problem == "", f"Return a string, not {problem[:40]}.")
        found.append(reply.tensor("found"))
        expect_shape(found[-1], [2, N_LETTERS], "the frequencies of the letters.")
        for kind, scale in zip(kinds, (1 / temperature, 1.0, temperature, 0.0, 1e3), strict=True):
            kinds[kind].append((torch.tensor([scores, 0.0, 0.0]) * scale).softmax(0)[0].item())
    tops = [[f.mean(0)[chosen[0]].item(), f[0, chosen[0]].item(), f[1, chosen[0]].item()] for f in found]
    far = [
        max(abs(top - want) / d for top, d in zip(row, (0.2, 0.3, 0.3), strict=True))
        for row, want in zip(tops, kinds[""], strict=True)
    ]  # in units of at least four sigmas
    if max(far) < 1:
        return
    expect(
        any(f.max(1).values.min() < 1 for f in found),
        "The same letter comes at each call, at a high temperature, too: draw, with a new chance each time.",
    )
    expect(
        all(f[:, chosen].sum() > 1.8 for f in found),
        "Letters come that have nearly no probability: is every letter drawn alike?",
    )
    nearest = min(
        kinds, key=lambda kind: sum(abs(row[0] - k) for row, k in zip(tops, kinds[kind], strict=True))
    )
    expect(nearest != "ignored", "The temperature has no effect: divide the logits by it.")
    expect(nearest != "multiplied", "The logits are multiplied by the temperature: divide by it.")
    expect(nearest != "alike", "The letters are drawn alike: use softmax(logits / temperature).")
    expect(False, "The letters do not come with the probabilities softmax(logits / temperature).")


# 6.8 ------------------------------------------------------------------------------------------


def free_probe(names, category, first, targets, recur, read, kind, say):
    """Return the student's loss with a stand-in model; note what it was given to read."""

    class Model(torch.nn.Module):
        def init_hidden(self, batch_size):
            return torch.zeros(batch_size, recur.shape[0])

        def forward(self, category, letter, hidden):
            state = torch.tanh(hidden @ recur + letter.float() @ read + category @ kind)
            return state @ say, state

    return {"loss": names["free_running_loss"](Model(), category, first, targets)}


def free_loss(category, first, targets, weights, fault=""):
    """Return the mean loss in free running, or what a mistake would give."""
    zeros = torch.zeros(len(first), weights["recur"].shape[0])
    hidden, letter, losses, size = zeros, first, [], first.shape[1]
    for wanted in targets.unbind(1):
        if fault == "state":
            hidden = zeros
        logits, hidden = machine_step(category, letter, hidden, **weights)
        own = logits.argmax(-1)
        losses.append(cross_entropy(logits, own if fault == "own" else wanted))
        if fault == "teacher":
            letter = hot(wanted, size)
        elif fault in ("softmax", "logits"):
            letter = logits.softmax(-1) if fault == "softmax" else logits
        elif fault == "worst":
            letter = hot(logits.argmin(-1), size)
        elif fault != "first":
            letter = hot(own, size)
    total = torch.stack(losses)
    return {"sum": total.sum(), "last": total[-1], "batch": total.sum() * len(first)}.get(fault, total.mean())


@check("06_name_generation.free_running", points=1)
def loss(student, draw):
    several, n_letters, categories, steps = draw.sizes(4, 3, 8)
    steps += 3
    for batch in (several, 1):
        weights = machine(draw, categories)
        weights["read"] = draw.normal(n_letters, 12, scale=1.5)
        weights["say"] = draw.normal(12, n_letters, scale=2.0)
        given = {
            "category": hot(draw.integers(0, categories - 1, batch), categories),
            "first": hot(draw.integers(0, n_letters - 1, batch), n_letters),
            "targets": draw.integers(0, n_letters - 1, batch, steps),
        }
        value = student.run(free_probe, **given, **weights).tensor("loss")
        expect(value.dim() == 0, "Return one number, a tensor without axes: the mean over steps and names.")
        said = {
            "teacher": "The model reads the true letters: that is teacher forcing.",
            "first": "The model reads the first letter at each step: give it its own guess.",
            "softmax": "The model reads probabilities. It must read one letter: argmax, then one-hot.",
            "logits": "The model reads its logits. It must read one letter: argmax, then one-hot.",
            "state": "The state is not carried from step to step.",
            "own": "The loss compares the model with its own guesses. The targets stay the true letters.",
            "sum": "This is the sum over the steps. Take the mean.",
            "batch": "This is the sum over steps and names. Take the mean.",
            "last": "Only the last step is counted. Take the mean over all steps.",
            "worst": "The model reads the letter with the lowest score.",
        }
        mistakes = {hint: free_loss(**given, weights=weights, fault=fault) for fault, hint in said.items()}
        expect_close(
            value,
            free_loss(**given, weights=weights),
            "The loss differs from that of a model that reads its own best letter after the first.",
            mistakes=mistakes,
        )


# 6.9 ------------------------------------------------------------------------------------------


def length_probe(names, x, last, lengths, order, units, categories, long):
    """Return the logits of a padded batch, of its names alone, with more padding, in another order."""
    torch.manual_seed(int(order[0]) + 7)
    model = names["NameClassifier"](x.shape[2], units, categories).to(x)
    model.eval()
    try:
        with torch.no_grad():
            together = model(x, lengths)
            if not isinstance(together, torch.Tensor) or list(together.shape) != [len(x), categories]:
                return {"problem": "shape", "together": together}
            again = model(x, lengths)
            more = torch.cat([x, x.new_zeros(len(x), 3, x.shape[2])], 1)
            longer = [long.shape[1]] * len(long)
            alone = [model(x[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths)]
            if any(list(a.shape) != [1, categories] for a in alone):
                return {"problem": "one", "together": together}
            return {
                "problem": "",
                "together": together,
                "alone": torch.cat(alone),
                "again": again,
                "last": model(last, lengths),
                "padded": model(more, lengths),
                "swapped": model(x[order], lengths[order]),
                "long": model(long, torch.tensor(longer)),
            }
    except RuntimeError as error:
        if "enforce_sorted" in str(error):
            return {"problem": "sorted"}
        raise


@check("06_name_generation.classifier", points=1)
def true_length(student, draw):
    n_letters, units, categories, batch = draw.sizes(4, 4, 9)
    steps = 10
    first, *rest = draw.sizes(batch - 1, 1, steps - 1)
    lengths = torch.tensor([first, steps, *rest])  # all different, and in no order
    numbers = draw.integers(0, n_letters - 1, batch, steps)
    mask = (torch.arange(steps) < lengths[:, None])[..., None]
    spot = torch.arange(batch), lengths - 1
    other = numbers.clone()
    other[spot] = (numbers[spot] + 1) % n_letters  # another last letter
    tail = hot(draw.integers(0, n_letters - 1, 1, 80), n_letters).expand(2, -1, -1).clone()
    tail[:, 0] = torch.eye(n_letters)[:2]  # two long names that differ in the first letter only
    order = torch.cat([torch.arange(1, batch), torch.tensor([0])])
    reply = student.run(
        length_probe,
        x=hot(numbers, n_letters) * mask,
        last=hot(other, n_letters) * mask,
        lengths=lengths,
        order=order,
        units=units + 8,
        categories=categories,
        long=tail,
    )
    problem = reply.text("problem")
    expect(
        problem != "sorted",
        "The names come in any order, not sorted by length: enforce_sorted=False.",
    )
    together = reply.tensor("together")
    expect_shape(together, [batch, categories], "one score for each name and category.")
    expect(problem != "one", "For a batch of one name, the logits are not [1, n_categories].")
    alone = reply.tensor("alone")

    def same(a, b):
        return torch.allclose(a, b, rtol=1e-4, atol=1e-5)

    expect(
        same(reply.tensor("again"), together),
        "Two calls, two answers: a state is kept from one call to the next, or made up.",
    )
    expect(
        not same(together, alone[lengths.argsort(descending=True)]),
        "The answers come sorted by length. Return them in the order of the names.",
    )
    expect(
        same(reply.tensor("padded"), together),
        "With more padding the answers change: the padding is read. Take the state at lengths - 1.",
    )
    expect(
        same(together[1], alone[1]),
        "The longest name gets another answer in the batch than alone: do batch and time mix, or is a layer "
        "over the whole batch?",
    )
    expect(
        same(together, alone),
        "A shorter name gets another answer in a batch than alone: is the padding read? Take the state at lengths - 1.",
    )
    expect(
        same(reply.tensor("swapped"), alone[order]),
        "In another order, the names get other answers: is something sorted?",
    )
    expect(
        not any(same(a, b) for a, b in zip(reply.tensor("last"), together, strict=True)),
        "The last letter has no effect on the answer: its state is at lengths - 1.",
    )
    size = (alone - alone.mean(0)).abs().mean()
    long = reply.tensor("long")
    expect(
        (long[0] - long[1]).abs().max() < 1e-3 * size,
        "The answer is not from the state after the last letter: after 79 further letters, the first one still "
        "counts. Is it an average, a sum or a maximum over time, or a second direction?",
    )


def recurrence_probe(names, x, other, mixed, swap, units, categories):
    """Return the logits of whole batches, all of one length, and what a step of training would see."""
    batch, steps, n_letters = x.shape
    model = names["NameClassifier"](n_letters, units, categories).to(x)
    lengths = torch.full((batch,), steps)
    logits = model(x, lengths)
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [batch, categories]:
        return {"problem": "shape", "logits": logits}
    reply = {"problem": "", "logits": logits, "parameters": len(list(model.parameters()))}
    reply["linked"] = logits.requires_grad
    if not logits.requires_grad:
        return reply
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(batch) % categories)
    grads = torch.autograd.grad(loss, list(model.parameters()), allow_unused=True)
    reply["without"] = sum(g is None or bool((g == 0).all()) for g in grads)
    model.eval()
    with torch.no_grad():
        reply["again"] = model(x, lengths)
        reply["other"] = model(other, lengths)
        reply["mixed"] = model(mixed, lengths)
        reply["swap"] = model(swap, lengths)
        reply["base"] = model(x, lengths)
    return reply


def classifier_meta_probe(names, batch, steps, letters, units, categories):
    """Run the student's model where no numbers exist; lengths stay on the CPU."""
    model = names["NameClassifier"](letters, units, categories).to("meta")
    try:
        logits = model(torch.zeros(batch, steps, letters, device="meta"), torch.arange(batch) % steps + 1)
        return {"device": logits.device.type}
    except RuntimeError as error:
        words = str(error)
        mixed = "expected device" in words or "same device" in words
        return {"device": "mixed" if mixed else "meta"}


@check("06_name_generation.classifier", points=1)
def recurrence(student, draw):
    several, n_letters, units, categories = draw.sizes(4, 4, 9)
    units += 8
    for batch, steps in ((several, 4), (1, 4)):
        x, other = draw.normal(batch, steps, n_letters, scale=2.0), None
        x = x.double()
        other = torch.cat([-x[:, :1], x[:, 1:]], 1)  # another first letter
        swap = x[:, [1, 0, *range(2, steps)]]
        reply = student.run(
            recurrence_probe,
            x=x,
            other=other,
            mixed=(x + other) / 2,
            swap=swap,
            units=units,
            categories=categories,
        )
        logits = reply.tensor("logits")
        expect(
            list(logits.shape) != [batch, units],
            "hidden_size numbers a name: the linear layer to n_categories is missing.",
        )
        expect(
            list(logits.shape) != [1, batch, categories],
            "There is an axis for layers in the logits: [batch, n_categories].",
        )
        expect(
            list(logits.shape) not in ([batch, steps, categories], [steps, batch, categories]),
            "There are scores for every step. Asked is one answer for each name, after its last letter.",
        )
        expect_shape(
            logits, [batch, categories], "one score for each name and category, a batch of one, too."
        )
        expect(reply.number("parameters") > 0, "The model has no parameters: make the layers attributes.")
        expect(
            reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or an argmax?"
        )
        sums = logits.sum(-1)
        expect(
            not (bool((logits >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a name add up to 1: leave the softmax out, the loss has its own.",
        )
        expect(
            not bool((logits >= 0).all()) or batch == 1,
            "No score is ever below 0: leave out what squashes the scores (ReLU, sigmoid).",
        )
        base, again = reply.tensor("base"), reply.tensor("again")
        expect(
            torch.allclose(base, again, atol=1e-6),
            "Two calls, two answers: a state is kept from one call to the next, or made up.",
        )

        def centred(name, reply=reply):
            scores = reply.tensor(name).double()
            return scores - scores.mean(-1, keepdim=True)

        here, there = centred("base"), centred("other")
        expect(
            not torch.allclose(here, there, rtol=0, atol=1e-7),
            "The first letter has no effect on the answer: is there a recurrence, and is the state carried?",
        )
        expect(
            not torch.allclose(here, centred("swap"), rtol=0, atol=1e-7),
            "The order of the letters has no effect on the answer.",
        )
        middle = centred("mixed")
        expect(
            not torch.allclose(middle, (here + there) / 2, rtol=1e-5, atol=1e-7),
            "The answer is a linear function of the letters: the activation is missing in the recurrence.",
        )
        expect(
            reply.number("without") == 0,
            "Some parameters get no gradient: is the state detached, or a layer not used?",
        )
    device = student.run(
        classifier_meta_probe, batch=several, steps=5, letters=n_letters, units=units, categories=categories
    ).text("device")
    expect(device == "meta", "Something is made on the CPU: make it on the device of x. On a GPU this fails.")


# the trained models ---------------------------------------------------------------------------


def trained_probe(names, categories, letters, lengths, x, whole):
    """Ask the trained generator for the letter after each prefix, the classifier for each name's class."""
    generator, classifier = names["generator"], names["classifier"]
    devices = [next(iter(m.parameters()), torch.zeros(1)).device for m in (generator, classifier)]
    generator.eval()
    classifier.eval()
    with torch.no_grad():
        hidden, scores = generator.init_hidden(len(letters)), []
        for t in range(letters.shape[1]):
            logits, hidden = generator(categories.to(devices[0]), letters[:, t].to(devices[0]), hidden)
            scores.append(logits.cpu())
        last = torch.stack(scores)[lengths - 1, torch.arange(len(lengths))]
        classes = classifier(x.to(devices[1]), whole).cpu()
    return {"next": last, "classes": classes}


def held_out_names():
    """Return the grader's own names: their letters (with EOS), and their categories' numbers."""
    rows = [line.split("\t") for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    kinds = sorted({category for category, _ in rows})
    lines = [[*line_numbers(plain(name)).tolist(), EOS] for _, name in rows]
    return lines, torch.tensor([kinds.index(category) for category, _ in rows]), len(kinds)


@check("06_name_generation.trained", points=1, seconds=30)
def held_out(student, draw):
    lines, kind, kinds = held_out_names()
    cut = [draw.size(1, len(line) - 1) for line in lines]  # one place a name: no prefix tells another's end
    letters = torch.zeros(len(lines), max(cut), N_LETTERS)
    x = torch.zeros(len(lines), max(map(len, lines)) - 1, N_LETTERS)
    for row, (line, place) in enumerate(zip(lines, cut, strict=True)):
        letters[row, :place] = hot(torch.tensor(line[:place]), N_LETTERS)
        x[row, : len(line) - 1] = hot(torch.tensor(line[:-1]), N_LETTERS)
    order = torch.randperm(len(lines), generator=torch.Generator().manual_seed(draw.size(0, 10**6)))
    whole = torch.tensor([len(line) - 1 for line in lines])
    reply = student.run(
        trained_probe,
        categories=hot(kind, kinds),
        letters=letters,
        lengths=torch.tensor(cut),
        x=x[order],
        whole=whole[order],
    )
    scores, classes = reply.tensor("next").double(), reply.tensor("classes").double()
    expect_shape(scores, [len(lines), N_LETTERS], "the generator's scores for the next letter.")
    expect_shape(classes, [len(lines), kinds], "the classifier's scores for the categories.")
    wanted = torch.tensor([line[place] for line, place in zip(lines, cut, strict=True)])
    counts = torch.bincount(torch.tensor([n for line in lines for n in line[1:]]), minlength=N_LETTERS)
    unigram = -(counts[wanted] / counts.sum()).log().mean().item()
    loss = cross_entropy(scores, wanted).item()
    expect(
        math.isfinite(loss) and loss < math.log(N_LETTERS),
        "On names that it has never seen, the trained generator is no better than guessing among 59 symbols.",
    )
    expect(
        loss < unigram - 0.2,
        "On names that it has never seen, the trained generator is hardly better than knowing how frequent "
        "each letter is. Did the training cell run to its end?",
    )
    accuracy = (classes.argmax(-1) == kind[order]).double().mean().item()
    expect(
        bool(torch.isfinite(classes).all()) and accuracy >= 3 / kinds,
        "On names that it has never seen, the trained classifier is hardly better than guessing. Did its "
        "training cell run to its end, at a rate that does not diverge?",
    )

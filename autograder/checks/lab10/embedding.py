"""Exercise 10.4: The embedding."""

import json

import torch

from autograder.check import check, travels
from autograder.checks.lab10.common import drawn_words
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_shape


@travels
def embedding_made(names, symbols, words, vectors, frozen):
    """Return the student's embedding."""
    made = names["embedding_for"](symbols, words, vectors, frozen)
    if not isinstance(made, torch.nn.Embedding):
        said = "None: is a `return` missing?" if made is None else f"{type(made).__name__}"
        raise TypeError(f"return an nn.Embedding that holds the matrix, not {said}")
    return made


def call_embedding(names, kept, symbols, words, vectors, frozen):
    import json

    symbols, known = tuple(json.loads(symbols)), json.loads(words)
    made = embedding_made(names, symbols, known, vectors, frozen)
    weight = made(torch.arange(len(made.weight))).detach()
    missing = [i for i, s in enumerate(symbols) if i and s not in known]
    if missing and len(weight) == len(symbols):
        weight = weight.index_fill(0, torch.tensor(missing), 0)
    return weight, json.dumps(known)


def embedding_of(symbols, words, vectors, frozen):
    known, none = json.loads(words), 0 * vectors.sum(0)
    rows = [vectors[known.index(s)] if i and s in known else none for i, s in enumerate(json.loads(symbols))]
    return torch.stack(rows), words


def embedding_cases(draw):
    """Return symbols and tables by what is said of them."""
    one, two, three, *more = drawn_words(draw, 150)
    symbols = ["<pad>", "<unk>", one, two, three, *more[:3]]
    cases = {}
    for said, some, known, d in (
        ("With 8 symbols and 9 words", symbols, [*more[4:10], three, one, two], 5),
        ("With the same words and other vectors", symbols, [*more[4:10], three, one, two], 5),
        ("With other words of this number", symbols, [more[0], *more[5:11], more[2], one], 5),
        ("Where the table has a row for the padding", symbols, [two, "<pad>", one], 3),
        ("Where the table has a row for each symbol, `<unk>` too", symbols, symbols[::-1], 3),
        ("Where the table has the order of the symbols", symbols, symbols, 3),
        ("Where no symbol is in the table", symbols, more[9:12], 2),
        ("With an empty table", symbols, [], 4),
        ("With a table of one number", ["<pad>", one, two], [two], 1),
        ("With two symbols", ["<pad>", one], [two, one], 3),
        ("With symbols in upper and lower case", ["<pad>", one.upper(), two, three.title()], [one, two.upper(), three.title()], 3),
        ("With symbols that are parts of words, and words that are parts of symbols", ["<pad>", one[:4], f"{two}s", three], [one, f"{three}s", two], 3),
        ("With 140 symbols", ["<pad>", *more[:139]], more[139:20:-1], 2),
        ("With a word that has a vector of zeros, and large numbers", symbols, [one, three, two], 3),
        ("In float64", ["<pad>", *more[:4]], more[3:1:-1], 3),
    ):  # fmt: skip
        vectors = draw.normal(len(known), d, dtype=torch.float64 if said == "In float64" else torch.float32)
        given = {"symbols": json.dumps(some), "words": json.dumps(known), "vectors": vectors + vectors.sign()}
        cases[said] = {**given, "frozen": len(cases) % 2 == 1}
    vectors = cases["With a word that has a vector of zeros, and large numbers"]["vectors"].mul_(1e4)
    vectors[0], vectors[1, 0] = 0, 0
    return cases


def random_probe(names, symbols, words, vectors, frozen, seed):
    """Return the weight of the student's embedding, made twice from one seed and once from another."""
    import json

    reply = {}
    for name, s in (("weight", seed), ("again", seed), ("other", seed + 1)):
        torch.manual_seed(s)
        given = tuple(json.loads(symbols)), json.loads(words), vectors.clone(), frozen
        reply[name] = embedding_made(names, *given).weight
    return reply


@check("10_sentiment.embedding", points=2)
def rows(student, draw):
    """Row i is the vector of symbols[i], zeros for the padding, small numbers drawn anew for a stranger, for any table."""
    cases = embedding_cases(draw)
    for said, case in cases.items():
        known, symbols = json.loads(case["words"]), json.loads(case["symbols"])
        missing = [i for i, s in enumerate(symbols) if i and s not in known]
        reply = student.run(random_probe, **case, seed=draw.size(0, 10**6))
        hint = f"{said}: one row for each symbol of the vocabulary, not for each word of the table."
        expect_shape(reply.tensor("weight"), [len(symbols), case["vectors"].shape[1]], hint)
        new, again, other = (reply.tensor(n)[missing].double() for n in ("weight", "again", "other"))
        anew = len(new) == 0 or not torch.allclose(other, new)
        table = case["vectors"].double()
        for holds, hint in (
            (bool((new != 0).any(1).all()), "symbols that are not in the table have a row of zeros. Give them small random numbers."),
            (len(new) < 2 or not torch.allclose(new, new[:1]), "all symbols without a vector have the same row. Then the model cannot tell them apart."),
            (not any((row == table).all(1).any() for row in new), "a symbol that is not in the table got the vector of another word. Row i belongs to symbols[i]: look each up."),
            (len(new.unique(dim=0)) == len(new), "some symbols without a vector have the same row: draw each."),
            (bool((new.abs() < 1).all()), "the random rows have large numbers, or nan. Make them small random numbers: 0.1 * torch.randn(...)."),
            (bool((new != 0).all()), "some of the small random numbers are 0: draw them all."),
            (len(new.flatten()) < 2 or new.std() > 1e-3, "the random rows are nearly the same number everywhere: is it a constant?"),
            (torch.allclose(again, new), "the same torch.manual_seed gives other random rows: draw them with torch."),
            (anew, "another seed gives the same random rows: draw them anew, without a fixed seed."),
        ):  # fmt: skip
            expect(bool(holds), f"{said}: {hint}")
    results = (
        "what is looked up (row i is the vector of symbols[i], as it is in the table, without max_norm; row 0, the padding, is all zeros), whatever "
        "the random rows are,",
        "what the caller's list of known words holds afterwards",
    )
    keeps_promises(
        student, call_embedding, [*cases.values()], embedding_of, notes=tuple(cases), results=results,
        axes=("symbol", "number"), draws=True, digits=True, device=False,
    )  # fmt: skip


def step_probe(names, symbols, words, vectors, indices):
    """Take a step of SGD on the student's embedding; say what changed."""
    import json

    table, reply = vectors.clone(), {}
    for name, frozen in (("tuned", False), ("frozen", True)):
        made = embedding_made(names, tuple(json.loads(symbols)), json.loads(words), table, frozen)
        reply[name + "_learns"] = made.weight.requires_grad
        reply[name + "_in_model"] = any(p is made.weight for p in made.parameters())
        reply[name] = made.weight.detach().clone()
        if made.weight.requires_grad and len(made.weight) > int(indices.max()):
            optimizer = torch.optim.SGD([made.weight], lr=0.5)
            (made(indices) ** 2 + made(indices)).sum().backward()
            reply[name + "_sparse"] = made.weight.grad.is_sparse
            optimizer.step()
        reply[name + "_after"] = made.weight.detach().clone()
    return {**reply, "table": table}


@check("10_sentiment.embedding", points=1)
def learning(student, draw):
    """A step of training changes the rows that were used, unless frozen; never the padding, the table, or another embedding."""
    cases = embedding_cases(draw)
    for said in ("With 8 symbols and 9 words", "In float64"):
        case = cases[said]
        del case["frozen"]
        m = len(json.loads(case["symbols"]))
        used = sorted(draw.sizes(m // 2, 1, m - 1))
        unused = [i for i in range(1, m) if i not in used]
        padded = torch.tensor([[0, *used], [used[0], *[0] * len(used)]])
        reply = student.run(step_probe, **case, indices=padded)
        tuned, frozen = reply.flag("tuned_learns"), reply.flag("frozen_learns")
        before, after = reply.tensor("tuned"), reply.tensor("tuned_after")
        expect_shape(before, [m, case["vectors"].shape[1]], "one row for each symbol, as long as a vector.")
        changed = (before != after).any(1)
        for holds, hint in (
            (tuned or not frozen, "frozen is turned round: True must mean that the rows do not learn."),
            (tuned, "With frozen=False the rows do not learn."),
            (not frozen, "frozen=True has no effect: the rows still learn."),
            (reply.flag("tuned_in_model"), "The weight is no parameter of the embedding, so no optimizer will find it."),
            (not changed[0], "Training changes row 0, the padding. Tell the embedding its padding_idx."),
            (changed[used].all(), "With frozen=False, a row that was used does not change in training."),
            (not reply.has("tuned_sparse") or not reply.flag("tuned_sparse"), "The gradient is sparse, which Adam does not take: leave `sparse` as it is."),
            (not changed[unused].any(), "Training changes rows of words that did not occur."),
            ((after[used[0]] + 0.5).abs().max() > 1e-6, "A word that occurs twice counts once in the gradient: leave scale_grad_by_freq as it is."),
            (torch.equal(reply.tensor("table"), case["vectors"]), "The table that was given is changed, by your function or by the training of the rows. Make a new matrix."),
        ):  # fmt: skip
            expect(bool(holds), hint)

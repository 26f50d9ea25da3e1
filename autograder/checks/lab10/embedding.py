"""Exercise 10.4: The embedding."""

import json

import torch

from autograder.check import check, expect, expect_dtype, expect_shape
from autograder.checks.lab10.common import drawn_words
from autograder.contracts import keeps_promises


def embedding_probe(names, symbols, words, vectors, frozen, seed):
    """Return the weight of the student's embedding, made twice from one seed and once from another."""
    import json

    made = []
    for s in (seed, seed, seed + 1):
        torch.manual_seed(s)
        one = names["embedding_for"](tuple(json.loads(symbols)), json.loads(words), vectors.clone(), frozen)
        if not isinstance(one, torch.nn.Embedding):
            return {"kind": type(one).__name__}
        made.append(one.weight)
    return {"kind": "", **dict(zip(("weight", "again", "other"), made, strict=True))}


def step_probe(names, symbols, words, vectors, indices):
    """Take a step of SGD on the student's embedding; say what changed."""
    import json

    table, given = vectors.clone(), (tuple(json.loads(symbols)), json.loads(words))
    reply = {}
    for name, frozen in (("tuned", False), ("frozen", True)):
        made = names["embedding_for"](*given, table, frozen)
        if not isinstance(made, torch.nn.Embedding):
            return {"kind": type(made).__name__}
        if len(made.weight) != len(given[0]):
            return {"kind": "rows"}
        reply[name + "_learns"] = made.weight.requires_grad
        reply[name + "_in_model"] = any(p is made.weight for p in made.parameters())
        reply[name] = made.weight.detach().clone()
        if made.weight.requires_grad:
            optimizer = torch.optim.SGD([made.weight], lr=0.5)
            (made(indices) ** 2 + made(indices)).sum().backward()
            optimizer.step()
        reply[name + "_after"] = made.weight.detach().clone()
    return {**reply, "kind": "", "table": table}


def call_embedding(names, kept, symbols, words, vectors, frozen):
    import json

    symbols, known = tuple(json.loads(symbols)), json.loads(words)
    made = names["embedding_for"](symbols, known, vectors, frozen)
    missing = torch.tensor(
        [i for i, symbol in enumerate(symbols) if i and symbol not in known], dtype=torch.long
    )
    weight = made.weight.detach()
    return weight.index_fill(0, missing, 0) if len(missing) else weight, json.dumps(known)


def embedding_of(symbols, words, vectors, frozen):
    symbols, known = json.loads(symbols), json.loads(words)
    rows = [
        vectors[known.index(s)] if i and s in known else 0 * vectors.sum(0) for i, s in enumerate(symbols)
    ]
    return torch.stack(rows), words


def embedding_cases(draw):
    """Return symbols and tables by what is said of them."""
    one, two, three, *more = drawn_words(draw, 150)
    symbols = ["<pad>", "<unk>", one, two, three, *more[:3]]
    cases = {}
    for said, some, known, d in (
        ("With 8 symbols and 6 words", symbols, [*more[4:7], three, one, two], 5),
        ("With the same words and other vectors", symbols, [*more[4:7], three, one, two], 5),
        ("With other words of this number", symbols, [more[0], *more[5:8], more[2], one], 5),
        ("Where the table has a row for the padding", symbols, [two, "<pad>", one], 3),
        ("Where the table has a row for each symbol, `<unk>` too", symbols, symbols[::-1], 3),
        ("Where the table has the order of the symbols", symbols, symbols, 3),
        ("Where no symbol is in the table", symbols, more[9:12], 2),
        ("With an empty table", symbols, [], 4),
        ("With a table of one number", ["<pad>", one, two], [two], 1),
        ("With two symbols", ["<pad>", one], [two, one], 3),
        ("With symbols in upper and lower case", ["<pad>", one.upper(), two, three.title()], [one, two.upper(), three.title()], 3),
        ("With 140 symbols", ["<pad>", *more[:139]], more[139:20:-1], 2),
        ("With a word that has a vector of zeros, and large numbers", symbols, [one, three, two], 3),
        ("In float64", ["<pad>", *more[:4]], more[3:1:-1], 3),
    ):  # fmt: skip
        vectors = draw.normal(len(known), d, dtype=torch.float64 if said == "In float64" else torch.float32)
        given = {"symbols": json.dumps(some), "words": json.dumps(known), "vectors": vectors}
        cases[said] = {**given, "frozen": len(cases) % 2 == 1}
    vectors = cases["With a word that has a vector of zeros, and large numbers"]["vectors"].mul_(1e4)
    vectors[0], vectors[1, 0] = 0, 0
    return cases


def drawn_table(draw, dtype):
    """Return (symbols, words, vectors, rows): the table row of each symbol, -1 for one without a vector."""
    while True:
        d, known, extra, missing = draw.sizes(4, 6, 12)
        if extra not in (
            missing,
            missing + 1,
            missing + 2,
        ):  # so that the table is not as long as the vocabulary
            break
    names = drawn_words(draw, known + extra + missing)
    in_both, only_table, only_symbols = names[:known], names[known : known + extra], names[known + extra :]
    words = draw.shuffled(in_both + only_table)
    symbols = ["<pad>", "<unk>", *sorted(in_both + only_symbols)]
    rows = torch.tensor([words.index(s) if s in words else -1 for s in symbols])
    vectors = draw.normal(len(words), d, dtype=dtype)
    return symbols, words, vectors + vectors.sign(), rows


def embedding_kind(reply):
    kind = reply.text("kind")
    expect(kind != "NoneType", "embedding_for returns None: is a `return` missing?")
    expect(kind not in ("Tensor", "Parameter"), "A matrix came back. Return an nn.Embedding that holds it.")
    expect(kind != "rows", "There is not one row for each symbol.")
    expect(not kind, f"Return an nn.Embedding, not {kind[:40]}.")


@check("10_sentiment.embedding", points=2)
def rows(student, draw):
    """Row i is the vector of symbols[i], zeros for the padding, small numbers drawn anew for a stranger, for any table."""
    for dtype in (torch.float32, torch.float64):
        symbols, words, vectors, row = drawn_table(draw, dtype)
        reply = student.run(
            embedding_probe,
            symbols=json.dumps(symbols),
            words=json.dumps(words),
            vectors=vectors,
            frozen=draw.choice([True, False]),
            seed=draw.size(0, 10**6),
        )
        embedding_kind(reply)
        weight, m, (n, d) = reply.tensor("weight"), len(symbols), vectors.shape
        expect(
            list(weight.shape) not in ([n, d], [n + 1, d], [n + 2, d]),
            "There is a row for each word of the table. The task asks for one for each symbol of the vocabulary.",
        )
        expect_shape(weight, [m, d], "one row for each symbol, as long as a vector.")
        known, missing = row >= 0, row < 0
        missing[0] = False
        shared = min(m, n)
        in_order = (weight[1:shared] == vectors[1:shared].to(weight)).all(1).float().mean()
        expect(
            in_order < 0.5,
            "The rows stand in the order of the table. Row i belongs to symbols[i]: look each symbol up.",
        )
        for step in (1, -1):
            moved = torch.isclose(weight.roll(step, 0)[known].double(), vectors[row[known]].double()).all(1)
            expect(
                moved.double().mean() < 0.6,
                "The rows are moved by one: row i belongs to symbols[i].",
            )
        got, wanted = weight[known].double(), vectors[row[known]].double()
        units = wanted / wanted.norm(dim=1, keepdim=True)
        expect(
            not torch.allclose(got, units, atol=1e-5),
            "The vectors are cut to length 1. Take them as they are.",
        )
        right_rows = torch.isclose(got, wanted, rtol=1e-5, atol=1e-6).all(1)
        expect(bool(right_rows.any()), "No known symbol has its vector of the table.")
        expect(bool(right_rows.all()), "Some symbols that are in the table do not have their vector.")
        expect(bool((weight[0] == 0).all()), "Row 0 belongs to the padding: it must be all zeros.")
        new = weight[missing].double()
        expect(
            bool((new != 0).any(1).all()),
            "Symbols that are not in the table have a row of zeros. Give them small random numbers.",
        )
        expect(
            not torch.allclose(new, new[:1].expand_as(new)),
            "All symbols without a vector have the same row. Then the model cannot tell them apart.",
        )
        expect(
            not any((new[i] == vectors.double()).all(1).any() for i in range(len(new))),
            "A symbol that is not in the table got the vector of another word.",
        )
        expect(
            len(torch.unique(new, dim=0)) == len(new),
            "Some symbols without a vector have the same row: draw each.",
        )
        expect(
            new.abs().max() < 1.0,
            "The random rows have large numbers. Make them small: 0.1 * torch.randn(...).",
        )
        expect(new.std() > 1e-3, "The random rows are nearly the same number everywhere: is it a constant?")
        same, other = reply.tensor("again")[missing].double(), reply.tensor("other")[missing].double()
        expect(
            torch.allclose(same, new),
            "The same torch.manual_seed gives other random rows: draw them with torch.",
        )
        expect(
            not torch.allclose(other, new),
            "Another seed gives the same random rows: draw them anew, without a fixed seed.",
        )
        expect_dtype(weight, dtype, "the embedding takes the dtype of the vectors.")

    cases = embedding_cases(draw)
    results = (
        "the weight, without the random rows,",
        "what the caller's list of known words holds afterwards",
    )
    keeps_promises(
        student, call_embedding, [*cases.values()], embedding_of, notes=tuple(cases), results=results,
        axes=("symbol", "number"), draws=True, device=False,
    )  # fmt: skip
    for said, case in cases.items():
        weight = student.run(embedding_probe, **case, seed=1).tensor("weight")
        known = json.loads(case["words"])
        new = weight[[i for i, s in enumerate(json.loads(case["symbols"])) if i and s not in known]]
        small = bool(((new != 0) & (new.abs() < 1)).all()) and len(new.unique(dim=0)) == len(new)
        expect(
            small, f"{said}: symbols without a vector do not get small random numbers, different for each."
        )


@check("10_sentiment.embedding", points=1)
def learning(student, draw):
    """A step of training changes the rows that were used, unless frozen; never the padding, the table, or another embedding."""
    symbols, words, vectors, _ = drawn_table(draw, torch.float32)
    used = sorted(draw.sizes(4, 1, len(symbols) - 1))
    reply = student.run(
        step_probe,
        symbols=json.dumps(symbols),
        words=json.dumps(words),
        vectors=vectors,
        indices=torch.tensor([[0, *used], [used[0], 0, 0, 0, 0]]),
    )
    embedding_kind(reply)
    tuned, frozen = reply.flag("tuned_learns"), reply.flag("frozen_learns")
    expect(not (frozen and not tuned), "frozen is turned round: True must mean that the rows do not learn.")
    expect(tuned, "With frozen=False the rows do not learn.")
    expect(not frozen, "frozen=True has no effect: the rows still learn.")
    expect(
        reply.flag("tuned_in_model"),
        "The weight is no parameter of the embedding, so no optimizer will find it.",
    )
    before, after = reply.tensor("tuned"), reply.tensor("tuned_after")
    expect_shape(before, after.shape, "a step must not change the shape.")
    expect(
        torch.equal(before[0], after[0]),
        "Training changes row 0, the padding. Tell the embedding its padding_idx.",
    )
    changed = (before != after).any(1)
    expect(bool(changed[used].all()), "With frozen=False, a row that was used does not change in training.")
    unused = [i for i in range(1, len(symbols)) if i not in used]
    expect(not bool(changed[unused].any()), "Training changes rows of words that did not occur.")
    expect(
        torch.equal(reply.tensor("table"), vectors),
        "The table that was given is changed, by your function or by the training of the rows. Make a new matrix.",
    )

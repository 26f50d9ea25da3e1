"""Exercise 10.4: The embedding."""

import torch

from autograder.check import check, travels
from autograder.checks.lab10.common import drawn_words
from autograder.contracts import keeps_promises
from autograder.expect import expect_each, expect_shape


@travels
def embedding_made(names, symbols, words, vectors, frozen):
    """Return the student's embedding, and whether the list of known words is what it was."""
    known = words.split()
    made = names["embedding_for"](tuple(symbols.split()), known, vectors, frozen)
    if not isinstance(made, torch.nn.Embedding):
        said = "None: is a `return` missing?" if made is None else type(made).__name__
        raise TypeError(f"return an nn.Embedding that holds the matrix, not {said}")
    return made, known == words.split()


def call_embedding(names, kept, symbols, words, vectors, frozen, strangers):
    made, same = embedding_made(names, symbols, words, vectors, frozen)
    weight = made(torch.arange(len(made.weight))).detach()
    return weight.index_fill(0, strangers[strangers < len(weight)], 0), same


def embedding_of(symbols, words, vectors, frozen, strangers):
    known, none = words.split(), 0 * vectors.sum(0)
    rows = [vectors[known.index(s)] if i and s in known else none for i, s in enumerate(symbols.split())]
    return torch.stack(rows), True


def embedding_cases(draw):
    """Return symbols and tables by what is said of them."""
    one, two, three, *more = drawn_words(draw, 150)
    symbols, nine = ["<pad>", "<unk>", one, two, three, *more[:3]], [*more[4:10], three, one, two]
    cases = {}
    for said, some, known, d in (
        ("With 8 symbols and 9 words", symbols, nine, 5),
        ("With the same words and other vectors", symbols, nine, 5),
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
        strangers = torch.tensor([i for i, s in enumerate(some) if i and s not in known]).long()
        case = {"symbols": " ".join(some), "words": " ".join(known), "vectors": vectors + vectors.sign()}
        cases[said] = {**case, "frozen": len(cases) % 2 == 1, "strangers": strangers}
    vectors = cases["With a word that has a vector of zeros, and large numbers"]["vectors"].mul_(1e4)
    vectors[0], vectors[1, 0] = 0, 0
    return cases


def random_probe(names, symbols, words, vectors, frozen, strangers, seed):
    """Return the weight of the student's embedding, made twice from one seed and once from another."""
    reply = {}
    for name, s in (("weight", seed), ("again", seed), ("other", seed + 1)):
        torch.manual_seed(s)
        reply[name] = embedding_made(names, symbols, words, vectors.clone(), frozen)[0].weight
    return reply


@check("10_sentiment.embedding", points=2)
def rows(student, draw):
    """Row i is the vector of symbols[i], zeros for the padding, small numbers drawn anew for a stranger, for any table."""
    cases = embedding_cases(draw)
    for said, case in cases.items():
        reply = student.run(random_probe, **case, seed=draw.size(0, 10**6))
        table, strangers = case["vectors"].double(), case["strangers"]
        hint = f"{said}: one row for each symbol of the vocabulary, not for each word of the table."
        expect_shape(reply.tensor("weight"), [len(case["symbols"].split()), table.shape[1]], hint)
        new, again, other = (reply.tensor(n)[strangers].double() for n in ("weight", "again", "other"))
        taken = any((row == table).all(1).any() for row in new)
        expect_each({
            "symbols that are not in the table have a row of zeros. Give them small random numbers.": (new != 0).any(1).all(),
            "all symbols without a vector have the same row. Then the model cannot tell them apart.": len(new) < 2 or not torch.allclose(new, new[:1]),
            "a symbol that is not in the table got the vector of another word. Row i belongs to symbols[i]: look each up.": not taken,
            "some symbols without a vector have the same row: draw each.": len(new.unique(dim=0)) == len(new),
            "the random rows have large numbers, or nan. Make them small random numbers: 0.1 * torch.randn(...).": (new.abs() < 1).all(),
            "some of the small random numbers are 0: draw them all.": (new != 0).all(),
            "the random rows are nearly the same number everywhere: is it a constant?": new.numel() < 2 or new.std() > 1e-3,
            "the same torch.manual_seed gives other random rows: draw them with torch.": torch.allclose(again, new),
            "another seed gives the same random rows: draw them anew, without a fixed seed.": not len(new) or not torch.allclose(other, new),
        }, f"{said}: ")  # fmt: skip
    looked_up = "what is looked up (row i is the vector of symbols[i], as it is in the table, without max_norm; row 0, the padding, is all zeros), "
    looked_up += "whatever the random rows are,"
    keeps_promises(
        student, call_embedding, [*cases.values()], embedding_of, notes=tuple(cases), axes=("symbol", "number"),
        results=(looked_up, "what the caller's list of known words holds afterwards"), draws=True, digits=True, device=False,
    )  # fmt: skip


def step_probe(names, symbols, words, vectors, indices):
    """Take a step of SGD on the student's embedding; say what changed."""
    table, reply = vectors.clone(), {}
    for name, frozen in (("tuned", False), ("frozen", True)):
        made, _ = embedding_made(names, symbols, words, table, frozen)
        reply[f"{name} learns"] = made.weight.requires_grad
        reply[f"{name} in model"] = any(p is made.weight for p in made.parameters())
        reply[name] = made.weight.detach().clone()
        if made.weight.requires_grad and len(made.weight) > int(indices.max()):
            optimizer = torch.optim.SGD([made.weight], lr=0.5)
            (made(indices) ** 2 + made(indices)).sum().backward()
            reply[f"{name} sparse"] = made.weight.grad.is_sparse
            optimizer.step()
        reply[f"{name} after"] = made.weight.detach().clone()
    return {**reply, "table": table}


@check("10_sentiment.embedding", points=1)
def learning(student, draw):
    """A step of training changes the rows that were used, unless frozen; never the padding, the table, or another embedding."""
    cases = embedding_cases(draw)
    for case in (cases["With 8 symbols and 9 words"], cases["In float64"]):
        del case["frozen"], case["strangers"]
        m = len(case["symbols"].split())
        used = sorted(draw.sizes(m // 2, 1, m - 1))
        unused = [i for i in range(1, m) if i not in used]
        padded = torch.tensor([[0, *used], [used[0], *[0] * len(used)]])
        reply = student.run(step_probe, **case, indices=padded)
        tuned, frozen = reply.flag("tuned learns"), reply.flag("frozen learns")
        before, after = reply.tensor("tuned"), reply.tensor("tuned after")
        expect_shape(before, [m, case["vectors"].shape[1]], "one row for each symbol, as long as a vector.")
        changed = (before != after).any(1)
        expect_each({
            "frozen is turned round: True must mean that the rows do not learn.": tuned or not frozen,
            "With frozen=False the rows do not learn.": tuned,
            "frozen=True has no effect: the rows still learn.": not frozen,
            "The weight is no parameter of the embedding, so no optimizer will find it.": reply.flag("tuned in model"),
            "Training changes row 0, the padding. Tell the embedding its padding_idx.": not changed[0],
            "With frozen=False, a row that was used does not change in training.": changed[used].all(),
            "The gradient is sparse, which Adam does not take: leave `sparse` as it is.": not reply.has("tuned sparse") or not reply.flag("tuned sparse"),
            "Training changes rows of words that did not occur.": not changed[unused].any(),
            "A word that occurs twice counts once in the gradient: leave scale_grad_by_freq as it is.": (after[used[0]] + 0.5).abs().max() > 1e-6,
            "The table that was given is changed, by your function or by the training of the rows. Make a new matrix.": torch.equal(reply.tensor("table"), case["vectors"]),
        })  # fmt: skip

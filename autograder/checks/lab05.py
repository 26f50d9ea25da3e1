"""Hidden checks of lab 05, n-grams against an LSTM; every probe stands beside its checks."""

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

HELD_OUT = Path(__file__).parent / "heldout" / "documents.txt"

# 5.1 ------------------------------------------------------------------------------------------


def coverage_probe(names, train, held_out, n):
    """Return both numbers of the student's coverage, or what stands in the way of reading them."""
    answer = names["ngram_coverage"](train.split("\n"), held_out.split("\n"), n)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    plain = [v.item() if hasattr(v, "item") else v for v in answer]  # a 0-d tensor is a number too
    return {"pair": True, "distinct": plain[0], "share": plain[1]}


def ngrams_of(documents, n):
    """Return all n-grams of all documents, repeated ones repeatedly."""
    return [text[i : i + n] for text in documents for i in range(len(text) - n + 1)]


def drawn_documents(draw, count, letters, n):
    """Return documents of random letters and lengths, one of them shorter than n when n allows it."""
    lengths = [draw.size(n + 2, 24) for _ in range(count)] + [max(1, n - 1)]
    texts = ["".join(draw.choice(letters) for _ in range(length)) for length in lengths]
    swap = draw.size(0, count)
    texts[swap], texts[-1] = texts[-1], texts[swap]
    return texts


def drawn_coverage(draw, n, number, mistakes):
    """Draw documents on which the right number and those of the known mistakes all differ."""
    while True:
        train = drawn_documents(draw, draw.size(3, 6), "abcdef", n)
        held_out = drawn_documents(draw, draw.size(3, 6), "abcdefg", n)
        wrong = mistakes(train, held_out, n)
        values = sorted([number(train, held_out, n), *wrong.values()])
        if all(b - a > 1e-3 for a, b in pairwise(values)):
            return train, held_out, wrong


def ask_coverage(student, train, held_out, n):
    """Return the student's reply for these documents."""
    reply = student.run(coverage_probe, train="\n".join(train), held_out="\n".join(held_out), n=n)
    expect(reply.flag("pair"), "Return two numbers: (distinct n-grams, unseen share).")
    return reply


def distinct_mistakes(train, held_out, n):
    """Return what known mistakes count as distinct n-grams."""
    occurrences = ngrams_of(train, n)
    short = {text[i : i + n] for text in train for i in range(len(text))}
    return {
        "You count every occurrence. Distinct n-grams count once: a set keeps one of each.": len(occurrences),
        "Some of your n-grams cross the end of a document: do not join the documents.": len(
            set(ngrams_of(["".join(train)], n))
        ),
        "Some of your n-grams hold the line break or space between two documents: do not join them.": len(
            set(ngrams_of([" ".join(train)], n))
        ),
        "The last n-gram of a document is lost: there are len(text) - n + 1 of them.": len(
            {text[i : i + n] for text in train for i in range(len(text) - n)}
        ),
        "Pieces shorter than n at the end of a document are no n-grams.": len(short),
        "Only the training documents count here, not the held-out ones.": len(
            set(ngrams_of(train + held_out, n))
        ),
        "Your n-grams do not overlap: move on by one character, not by n.": len(
            {text[i : i + n] for text in train for i in range(0, len(text) - n + 1, n)}
        ),
        "These are all n-grams that the characters could make. Count those that are there.": len(
            set("".join(train))
        )
        ** n,
    }


@check("05_ngram_vs_lstm.coverage", points=1)
def distinct(student, draw):
    for n in (draw.size(2, 3), 1):
        # for n = 1, joined documents, pieces and steps of n change nothing: only some mistakes can show
        train, held_out, mistakes = (
            drawn_coverage(draw, n, lambda train, _, n: len(set(ngrams_of(train, n))), distinct_mistakes)
            if n > 1
            else (["abca", "ad"], ["ae"], {})
        )
        count = ask_coverage(student, train, held_out, n).number("distinct")
        for said, value in mistakes.items():
            expect(count != value, said)
        right = len(set(ngrams_of(train, n)))
        expect(count == right, f"The number of distinct {n}-grams in the training documents differs.")


def share_mistakes(train, held_out, n):
    """Return what known mistakes give as the unseen share."""

    def unseen(ngrams, among):
        return sum(ngram not in among for ngram in ngrams)

    def share(pieces):
        ngrams = pieces(held_out)
        return unseen(ngrams, set(pieces(train))) / len(ngrams)

    known, occurrences, trained = set(ngrams_of(train, n)), ngrams_of(held_out, n), ngrams_of(train, n)
    count, types = unseen(occurrences, known), set(occurrences)
    joined = ngrams_of(["".join(held_out)], n)
    return {
        "You count each held-out n-gram once. Count occurrences: one that comes three times counts three "
        "times.": unseen(types, known) / len(types),
        "This is the share of the n-grams that are known. Asked is the unseen share.": 1
        - count / len(occurrences),
        "This is a percentage. Asked is a share from 0 to 1.": 100 * count / len(occurrences),
        "This is a count. Divide by the number of held-out n-grams.": float(count),
        "Divide by the number of held-out n-grams, not by that of the training.": count / len(trained),
        "Divide by the number of held-out n-grams, not by the number of distinct training ones.": count
        / len(known),
        "The other way round: this is the share of the training n-grams that the held-out text lacks.": unseen(
            trained, types
        )
        / len(trained),
        "Count occurrences: above the line you have distinct n-grams, below it all.": unseen(types, known)
        / len(occurrences),
        "Divide by the held-out n-grams only, not by all distinct n-grams of both texts.": unseen(
            types, known
        )
        / len(known | types),
        "Some of your n-grams cross the end of a held-out document.": unseen(joined, known) / len(joined),
        "Some of your n-grams cross the end of a document: do not join the documents.": share(
            lambda texts: ngrams_of(["".join(texts)], n)
        ),
        "Some of your n-grams hold the space between two documents: do not join them.": share(
            lambda texts: ngrams_of([" ".join(texts)], n)
        ),
        "The last n-gram of a document is lost: there are len(text) - n + 1 of them.": share(
            lambda texts: [text[i : i + n] for text in texts for i in range(len(text) - n)]
        ),
        "Pieces shorter than n at the end of a document are no n-grams.": share(
            lambda texts: [text[i : i + n] for text in texts for i in range(len(text))]
        ),
        "Your n-grams do not overlap: move on by one character, not by n.": share(
            lambda texts: [text[i : i + n] for text in texts for i in range(0, len(text) - n + 1, n)]
        ),
        "The share is 0: are the held-out n-grams among the known ones, or is the division rounded down?": 0.0,
    }


def share_of(train, held_out, n):
    """Return the share of the held-out n-gram occurrences that training lacks."""
    known, occurrences = set(ngrams_of(train, n)), ngrams_of(held_out, n)
    return sum(g not in known for g in occurrences) / len(occurrences)


@check("05_ngram_vs_lstm.coverage", points=1)
def unseen(student, draw):
    n = draw.size(2, 3)
    train, held_out, mistakes = drawn_coverage(draw, n, share_of, share_mistakes)
    share = ask_coverage(student, train, held_out, n).number("share")
    for said, value in mistakes.items():
        expect(abs(share - value) > 1e-6, said)
    expect(abs(share - share_of(train, held_out, n)) < 1e-6, "The share of unseen held-out n-grams differs.")
    for held_out, right in ((train, 0.0), (["xyzxyz"], 1.0)):
        share = ask_coverage(student, train, held_out, n).number("share")
        expect(
            abs(share - right) < 1e-6,
            f"When {'all' if right == 0 else 'none'} of the held-out n-grams are known, the share is {right:.0f}.",
        )


# 5.2 ------------------------------------------------------------------------------------------


def windows_probe(names, documents, n, per_document=None):
    """Return the student's windows and whether the documents stayed as they were."""
    before = documents.clone()
    window = names["ngram_windows"]
    answer = window(documents, n) if per_document is None else window(documents, n, per_document)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    kept = torch.equal(before, documents)
    return {"pair": True, "contexts": answer[0], "targets": answer[1], "kept": kept}


def windows_device_probe(names, documents, n):
    """Say on which device the windows are: for input on meta, or, if numbers must be read, the other way."""
    try:
        contexts, targets = names["ngram_windows"](documents.to("meta"), n)
        return {"device": "same" if contexts.device.type == targets.device.type == "meta" else "other"}
    except Exception as error:
        if "copy out of meta" not in str(error) and "item()" not in str(error):
            return {"device": type(error).__name__}
    with torch.device("meta"):  # what names no device is made there; the input stays where it is
        contexts, targets = names["ngram_windows"](documents, n)
    return {"device": "same" if contexts.device == targets.device == documents.device else "other"}


def windows_of(documents, n, per_document=None):
    """Return contexts and targets, window by window."""
    length = documents.shape[1]
    count = length - n if per_document is None else min(per_document, length - n)
    places = [(row, i) for row in range(len(documents)) for i in range(count)]
    contexts = torch.stack([documents[row, i : i + n] for row, i in places])
    return contexts, torch.stack([documents[row, i + n] for row, i in places])


def drawn_indices(draw, rows, length):
    """Return documents in which no two places hold the same number."""
    return (torch.randperm(rows * length, generator=draw._generator) + 3).view(rows, length)


def read_windows(student, documents, n, per_document=None):
    """Return the student's contexts and targets after the checks that need no reference."""
    reply = student.run(windows_probe, documents=documents, n=n, per_document=per_document)
    expect(reply.flag("pair"), "Return two tensors: (contexts, targets).")
    return reply.tensor("contexts"), reply.tensor("targets"), reply


def judge_windows(contexts, targets, documents, n, mistakes):
    """Compare contexts and targets with the right ones, after the known wrong counts and orders."""
    length = documents.shape[1]
    wanted, following = windows_of(documents, n)
    for said, (count, width) in mistakes.items():
        expect(list(contexts.shape) != [count, width], said)
    expect(
        contexts.dim() != 3,
        f"The contexts have shape {list(contexts.shape)}: join the axes of documents and windows.",
    )
    expect_shape(contexts, list(wanted.shape), "all windows of all documents, n characters each.")
    expect(
        list(targets.shape) != [len(wanted), 1],
        "The targets have shape [N, 1], expected [N]: one number for each window.",
    )
    expect(
        list(targets.shape) != [len(wanted), n],
        "The targets have n characters each. The target of a window is one character.",
    )
    expect_shape(targets, [len(wanted)], "one target for each context.")
    by_place = documents.unfold(1, n, 1)[:, : length - n].transpose(0, 1).flatten(0, 1)
    expect_close(
        contexts,
        wanted,
        "The contexts differ: windows of n characters, each one place further to the right.",
        mistakes={
            "The windows come place by place: all first ones, then all second ones. Go document by "
            "document.": by_place,
            "The characters of a context come backwards.": wanted.flip(1),
            "The contexts are one place too far to the right: the first window starts at the first "
            "character.": wanted.roll(-1, 0),
        },
    )
    previous = contexts[:, -1]
    expect_close(
        targets,
        following,
        "The targets do not fit the contexts: each is the character that follows its context.",
        mistakes={
            "Each target is the last character of its context. The model would learn to copy: take the one "
            "after it.": previous,
            "Each target is the first character of its context. Take the one that follows it.": contexts[:, 0],
            "The targets come in another order than the contexts: place by place.": documents[:, n:].T.flatten(),
        },
    )  # fmt: skip


def counted_windows(rows, length, n):
    """Return the shape of the contexts that each known mistake gives."""
    fit = length - n
    return {
        "Only ten windows of each document. Without per_document, return all of them.": (10 * rows, n),
        "The last window of a document is lost: length - n windows fit, each with its target.": (
            rows * (fit - 1),
            n,
        ),
        "A context at the end of a document has no target: your last window is too much.": (
            rows * (fit + 1),
            n,
        ),
        "Some windows cross the end of a document: cut each document for itself.": (rows * length - n, n),
        "The contexts still hold the target: n characters, not n + 1.": (rows * fit, n + 1),
        "These are the windows of the first document only.": (fit, n),
        "The windows do not overlap: move on by one character at a time.": (rows * (length // (n + 1)), n),
        "The windows move on by n characters. Move on by one.": (rows * ((fit - 1) // n + 1), n),
    }


@check("05_ngram_vs_lstm.windows", points=1.5)
def all_windows(student, draw):
    while True:  # until every known mistake gives another shape
        (rows, n), length = draw.sizes(2, 2, 5), draw.size(17, 24)
        mistakes = counted_windows(rows, length, n)
        if len({(rows * (length - n), n), *mistakes.values()}) == len(mistakes) + 1:
            break
    documents = drawn_indices(draw, rows, length)
    contexts, targets, _ = read_windows(student, documents, n)
    judge_windows(contexts, targets, documents, n, mistakes)


@check("05_ngram_vs_lstm.windows", points=0.75)
def first_windows(student, draw):
    while True:  # until every known mistake gives another number of windows
        (rows, n), length, few = draw.sizes(2, 2, 5), draw.size(17, 24), draw.size(6, 8)
        counts = few, 10 * rows, rows * few, rows * (few - 1), rows * (few + 1), rows * (few - n)
        if len({*counts, rows * (length - n)}) == len(counts) + 1:
            break
    documents = drawn_indices(draw, rows, length)
    contexts, targets, _ = read_windows(student, documents, n, few)
    wanted, following = windows_of(documents, n, few)
    every, _ = windows_of(documents, n)
    expect(len(contexts) != len(every), "per_document has no effect: all windows came back.")
    expect(len(contexts) != few, "per_document counts the windows of each document, not of all together.")
    expect(len(contexts) != 10 * rows, "Ten windows of each document, whatever per_document says.")
    expect(
        len(contexts) not in (rows * (few - 1), rows * (few + 1)),
        "per_document is off by one: count the windows of each document.",
    )
    expect(
        len(contexts) != rows * (few - n),
        "per_document counts windows. Did you cut the documents to that many characters?",
    )
    expect_shape(contexts, list(wanted.shape), "per_document windows of each document, n characters each.")
    last = torch.cat([windows_of(d[None], n)[0][-few:] for d in documents])
    hint = "With per_document, the contexts differ: the first windows of each document, in order."
    mistakes = {
        "These are the last windows of each document. Take the first.": last,
        "These are the first windows of all together. Take so many of each document.": every[: len(wanted)],
    }
    expect_close(contexts, wanted, hint, mistakes=mistakes)
    expect_shape(targets, [len(wanted)], "one target for each context.")
    expect_close(targets, following, "With per_document, the targets do not fit the contexts.")
    contexts, targets, _ = read_windows(student, documents, n, length + 5)
    said = "When a document has fewer windows than per_document, take all that it has."
    expect(list(contexts.shape) == list(every.shape) and len(targets) == len(every), said)
    expect_close(contexts, every, said)


@check("05_ngram_vs_lstm.windows", points=0.75)
def any_documents(student, draw):
    n, rows = draw.sizes(2, 3, 6)
    documents = drawn_indices(draw, rows, n + 1)  # one window a document
    contexts, targets, reply = read_windows(student, documents, n)
    expect(reply.flag("kept"), "Your function changed the caller's documents. Leave them as they are.")
    expect_dtype(contexts, torch.int64, "contexts are numbers of characters.")
    expect_dtype(
        targets, torch.int64, "targets are numbers of characters: cross_entropy takes no other class targets."
    )
    expect(contexts.numel() > 0, "A document of n + 1 characters has one window. You found none.")
    expect_shape(contexts, [rows, n], "documents of n + 1 characters have one window each.")
    expect_shape(targets, [rows], "one target for each context.")
    expect(
        torch.equal(contexts, documents[:, :-1]) and torch.equal(targets, documents[:, -1]),
        "Documents of n + 1 characters, one window each: the numbers differ.",
    )
    one = drawn_indices(draw, 1, 2 * n + 3)
    contexts, targets, _ = read_windows(student, one, n)
    wanted, following = windows_of(one, n)
    expect_shape(contexts, list(wanted.shape), "a single document has windows, too.")
    expect(torch.equal(contexts, wanted), "For a single document the contexts differ.")
    expect(
        list(targets.shape) == list(following.shape), "For a single document the targets have another shape."
    )
    expect(torch.equal(targets, following), "For a single document the targets differ.")
    single = drawn_indices(draw, rows, n + 4)
    contexts, targets, _ = read_windows(student, single, 1)
    expect_shape(contexts, [rows * (n + 3), 1], "with n = 1 a context is one character, and keeps its axis.")
    device = student.run(windows_device_probe, documents=single, n=2).text("device")
    expect(
        device == "same", "The windows must be on the device of the documents. Is a tensor made on the CPU?"
    )


# 5.3 ------------------------------------------------------------------------------------------


def lookup_probe(names, weight, bias, indices, cotangent):
    """Return the student's result, and the gradients of its weighted sum to weight and bias."""
    weight, bias = weight.requires_grad_(), bias.requires_grad_()
    result = names["linear_of_one_hot"](weight, bias, indices)
    reply = {"result": result, "linked": getattr(result, "requires_grad", None)}
    if isinstance(result, torch.Tensor) and result.requires_grad and result.shape == cotangent.shape:
        (result * cotangent).sum().backward()
        for name, parameter in (("weight", weight), ("bias", bias)):
            reply[name] = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
    return reply


def lookup_memory_probe(names, weight, bias, indices):
    """Count the numbers that are made while the student's function runs; say where its result is."""
    from torch.overrides import TorchFunctionMode

    class Count(TorchFunctionMode):
        made = 0

        def __torch_function__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            given = [*args, *(kwargs or {}).values()]
            plain = [t for t in given if isinstance(t, torch.Tensor) and t.layout == torch.strided]
            known = {t.untyped_storage()._cdata for t in plain}
            for t in out if isinstance(out, (tuple, list)) else [out]:
                dense = isinstance(t, torch.Tensor) and t.layout == torch.strided
                if dense and t.untyped_storage()._cdata not in known:  # a view makes nothing
                    self.made += t.untyped_storage().nbytes() // t.element_size()
            return out

    with Count() as count:
        names["linear_of_one_hot"](weight, bias, indices)
    reply = {"made": count.made}
    try:  # what names no device is made on meta; the input stays where it is
        with torch.device("meta"):
            reply["same"] = names["linear_of_one_hot"](weight, bias, indices).device == weight.device
    except Exception:
        reply["same"] = False
    if not reply["same"]:  # a tensor that only serves as an index may be on the CPU: ask the other way round
        try:
            found = names["linear_of_one_hot"](weight.to("meta"), bias.to("meta"), indices.to("meta"))
            reply["same"] = found.device.type == "meta"
        except Exception:
            reply["same"] = False
    return reply


def by_one_hot(weight, bias, indices):
    """Return what the one-hot array and the linear layer give."""
    one_hot = nn.functional.one_hot(indices, weight.shape[1]).to(weight)
    return nn.functional.linear(one_hot, weight, bias)


@check("05_ngram_vs_lstm.lookup", points=1)
def numbers(student, draw):
    symbols, batch = draw.sizes(2, 4, 8)
    for double, out in ((False, draw.size(9, 12)), (True, draw.size(2, 3))):
        dtype = torch.float64 if double else torch.float32
        weight, bias = draw.normal(out, symbols, dtype=dtype), draw.normal(out, dtype=dtype)
        indices = draw.integers(0, symbols - 1, batch)
        indices[:3] = torch.tensor([0, symbols - 1, 0])
        cotangent = draw.normal(batch, out, dtype=dtype)
        reply = student.run(lookup_probe, weight=weight, bias=bias, indices=indices, cotangent=cotangent)
        result = reply.tensor("result")
        expect(
            list(result.shape) != [out, batch],
            f"Shape {list(result.shape)}: transposed. A row for each index, so [B, out].",
        )
        expect(
            list(result.shape) != [batch, symbols],
            "These are rows of weight. Weight is [out, V]: the index counts its columns.",
        )
        expect_shape(result, [batch, out], "one row of `out` numbers for each index.")
        expect_dtype(result, dtype, "the result must have the dtype of the weight.")
        w, b = weight.clone().requires_grad_(), bias.clone().requires_grad_()
        wanted = by_one_hot(w, b, indices)
        expect_close(
            result,
            wanted.detach(),
            "The numbers differ from those of the linear layer.",
            mistakes={
                "The bias is missing.": wanted.detach() - bias,
                "The bias is added twice.": wanted.detach() + bias,
                "The bias is subtracted.": wanted.detach() - 2 * bias,
                "The numbers are looked up one place too early: indices count from 0.": by_one_hot(
                    weight, bias, indices - 1 + symbols * (indices == 0)
                ),
            },
        )
        expect(
            reply.flag("linked"),
            "No gradient can flow back: is there a detach, .data, no_grad, or an embedding made from a copy?",
        )
        (wanted * cotangent).sum().backward()
        hint = "The gradient that reaches {} differs."
        none = "No gradient reaches {}: is it copied or detached?"
        for name, right in (("weight", w.grad), ("bias", b.grad)):
            missing = {none.format(name): torch.zeros_like(right)}
            expect_close(reply.tensor(name), right, hint.format(name), mistakes=missing)


@check("05_ngram_vs_lstm.lookup", points=1)
def no_one_hot(student, draw):
    symbols, batch, out = draw.size(1500, 2000), draw.size(100, 130), draw.size(2, 4)
    reply = student.run(
        lookup_memory_probe,
        weight=draw.normal(out, symbols),
        bias=draw.normal(out),
        indices=draw.integers(0, symbols - 1, batch),
    )
    made = reply.number("made")
    expect(
        made < batch * symbols / 2,
        f"On the way your code makes {made:,} numbers, for a result of {batch * out:,}. Is there a one-hot "
        "array, an identity matrix, or another table of B × V numbers? Pick the columns of weight by index.",
    )
    expect(reply.flag("same"), "The result must be on the device of the weight. Is a tensor made on the CPU?")


def bytes_probe(names, rows, vocab_size):
    """Return both of the student's numbers of bytes."""
    return {"dense": names["one_hot_bytes"](rows, vocab_size), "index": names["index_bytes"](rows)}


@check("05_ngram_vs_lstm.memory", points=1)
def bytes_of_both(student, draw):
    for high in (97, 100_000):
        rows, symbols = draw.sizes(2, 13, high)
        reply = student.run(bytes_probe, rows=rows, vocab_size=symbols)
        for name, said in (("dense", "one_hot_bytes"), ("index", "index_bytes")):
            count = rows * symbols if name == "dense" else rows
            size, other = (4, 8) if name == "dense" else (8, 4)
            value = reply.number(name)
            kind, wrong = ("float32", "float64") if name == "dense" else ("int64", "int32")
            for factor, hint in {
                1: f"{said} counts numbers. Asked are bytes.",
                other: f"{said} takes {other} bytes a number. That is {wrong}; asked is {kind}.",
                8 * size: f"{said} counts bits. A byte has eight of them.",
                32
                if size == 8
                else 64: f"{said} counts the bits of another type. Asked are bytes of {kind}.",
            }.items():
                expect(value != factor * count, hint)
            expect(
                value != size * (rows + symbols), f"{said}: the array has rows times columns, not their sum."
            )
            expect(
                not 0 < value <= size * count / 900,
                f"{said} must be in bytes, not in kilobytes, megabytes or gigabytes.",
            )
            if name == "index":
                expect(
                    value not in (8 * rows * symbols, 4 * rows * symbols),
                    "index_bytes: an index tensor has one number for each row, whatever the vocabulary is.",
                )
            else:
                expect(
                    value not in (4 * rows, 4 * symbols), "one_hot_bytes needs the rows and the vocabulary."
                )
            expect(value == size * count, f"{said} gives another number of bytes than a real tensor has.")


# 5.4 ------------------------------------------------------------------------------------------


def mlp_probe(names, symbols, characters, hidden_dim, numbers):
    """Return the student's logits, again, alone, with the table scaled, and the gradients' reach."""
    torch.manual_seed(0)
    model = names["NgramMLP"](symbols, characters, hidden_dim).to(numbers.device)
    logits = model(numbers)
    reply = {"logits": logits}
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [len(numbers), characters]:
        return reply
    reply["linked"] = logits.requires_grad
    parameters = list(model.parameters())
    tables = [p for p in parameters if symbols in p.shape]
    reply["parameters"], reply["tables"] = len(parameters), len(tables)
    if not logits.requires_grad:
        return reply
    generator = torch.Generator().manual_seed(1)
    grads = torch.autograd.grad(
        (logits * torch.randn(logits.shape, generator=generator).to(logits)).sum(),
        parameters,
        allow_unused=True,
    )
    reply["idle"] = sum(g is None for g in grads)
    with torch.no_grad():
        reply["again"], reply["alone"] = model(numbers), model(numbers[:1])
        if tables:
            before = [t.clone() for t in tables]
            for factor, name in ((-1, "minus"), (0, "zero"), (1, "one"), (2, "two")):
                for table, old in zip(tables, before, strict=True):
                    table.copy_(factor * old)
                reply[name] = model(numbers)
            for p in parameters:
                p.mul_(1000)
            reply["large"] = model(numbers)
    return reply


def mlp_table_probe(names, symbols, characters, hidden_dim, numbers):
    """Count the numbers that a forward pass makes; say which rows get a gradient, and where results are."""
    from torch.overrides import TorchFunctionMode

    class Count(TorchFunctionMode):
        made = 0

        def __torch_function__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            given = [*args, *(kwargs or {}).values()]
            plain = [t for t in given if isinstance(t, torch.Tensor) and t.layout == torch.strided]
            known = {t.untyped_storage()._cdata for t in plain}
            for t in out if isinstance(out, (tuple, list)) else [out]:
                dense = isinstance(t, torch.Tensor) and t.layout == torch.strided
                if dense and t.untyped_storage()._cdata not in known:
                    self.made += t.untyped_storage().nbytes() // t.element_size()
            return out

    model = names["NgramMLP"](symbols, characters, hidden_dim).to(numbers.device)
    with Count() as count:
        logits = model(numbers)
    reply = {"made": count.made, "unknown": -1.0, "used": -1, "tables": 0}
    tables = [p for p in model.parameters() if symbols in p.shape]
    if tables and isinstance(logits, torch.Tensor) and logits.requires_grad:
        weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)).to(logits)
        (logits * weights).sum().backward()
        moved = torch.zeros(symbols, device=numbers.device)
        for t in tables:
            if t.grad is not None:
                grad = t.grad.to_dense().abs()
                other = [axis for axis in range(t.dim()) if axis != list(t.shape).index(symbols)]
                moved += grad.sum(other) if other else grad
        reply |= {"tables": len(tables), "unknown": moved[0].item(), "used": int((moved > 0).sum())}
    try:  # what names no device is made on meta; the input stays where it is
        with torch.device("meta"):
            reply["same"] = model(numbers).device == numbers.device
    except Exception:
        reply["same"] = False
    if not reply["same"]:  # a tensor that only serves as an index may be on the CPU: ask the other way round
        try:
            made = names["NgramMLP"](symbols, characters, hidden_dim).to("meta")(numbers.to("meta"))
            reply["same"] = made.device.type == "meta"
        except Exception:
            reply["same"] = False
    return reply


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def logits(student, draw):
    batch, characters, hidden = draw.sizes(3, 6, 12)
    hidden += 12  # so many that ReLU never leaves them all dead
    symbols = draw.choice([53, 59, 61, 67])  # no multiple of hidden_dim
    numbers = draw.integers(0, symbols - 1, batch)
    reply = student.run(mlp_probe, symbols=symbols, characters=characters, hidden_dim=hidden, numbers=numbers)
    scores = reply.tensor("logits")
    expect(
        list(scores.shape) != [batch, hidden],
        "A row has hidden_dim numbers: the linear layer to char_vocab_size is missing.",
    )
    expect(
        list(scores.shape) != [batch, symbols],
        "A row has a score for each n-gram. Asked is one for each character.",
    )
    expect_shape(scores, [batch, characters], "a score for every character, for each n-gram.")
    expect(scores.is_floating_point(), "The logits must be scores, not the numbers of characters.")
    expect(reply.number("parameters") > 0, "The model has no parameters: make the layers attributes.")
    expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
    expect(
        reply.number("tables") > 0,
        "No parameter has a row for each n-gram: the look-up is missing, or not an attribute of the model.",
    )
    expect(reply.number("idle") == 0, "A layer is made but never used: it gets no gradient.")
    expect_close(
        reply.tensor("again"), scores, "The same n-grams got two different answers. Is there dropout?"
    )
    alone = reply.tensor("alone")
    expect_shape(alone, [1, characters], "one n-gram is a batch of one: is its axis squeezed away?")
    expect_close(alone, scores[:1], "An n-gram's scores change with its neighbours in the batch.")
    sums, least = scores.sum(-1), scores.min().item()
    expect(
        not (least >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
        "The scores of a row add up to 1: there is a softmax. cross_entropy does that itself; a second one "
        "flattens the probabilities.",
    )
    large = reply.tensor("large")
    expect(
        large.abs().max() > 1.5,
        "The scores cannot leave [-1, 1]: there is a tanh or sigmoid after the last layer.",
    )
    expect(large.min() < 0, "No score is below 0: there is a ReLU after the last layer.")
    steps = torch.stack([reply.tensor(name) for name in ("minus", "zero", "one", "two")])
    bends = steps.diff(n=2, dim=0).abs().max().item()
    expect(
        bends > 1e-3 * steps.abs().max().item(),
        "The scores follow the hidden vector in a straight line: the activation is missing.",
    )


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def table(student, draw):
    symbols, batch = draw.size(1500, 1900), draw.size(400, 500)
    characters, hidden = draw.sizes(2, 16, 24)
    numbers = draw.integers(0, symbols - 1, batch)
    numbers[:2] = torch.tensor([0, symbols - 1])
    reply = student.run(
        mlp_table_probe, symbols=symbols, characters=characters, hidden_dim=hidden, numbers=numbers
    )
    made = reply.number("made")
    expect(
        made < batch * symbols / 2,
        f"One batch makes {made:,} numbers on the way: is there a one-hot array? Look the rows up.",
    )
    expect(
        reply.number("tables") > 0 and reply.number("used") >= 0,
        "No gradient reaches a table with a row for each n-gram.",
    )
    expect(reply.number("used") > 0, "The table of the n-grams gets no gradient: is it frozen or detached?")
    expect(
        reply.number("unknown") > 0,
        "Row 0, the unknown n-gram, gets no gradient: is there a padding_idx, or is it masked out?",
    )
    there = len(numbers.unique())
    expect(
        there * 0.9 <= reply.number("used") <= there,
        "Other rows learn than those that were looked up.",
    )
    expect(
        reply.flag("same"),
        "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
    )


def text_probe(names, ngrams, symbols, start, length, n, after):
    """Sample from a stand-in that is sure of its next character; stop a loop that does not end."""

    class Endless(BaseException):  # no `except Exception` in a loop may catch it
        pass

    class Patient(dict):
        asked = 0

        def _count(self):
            self.asked += 1
            if self.asked > 50 * length + 500:
                raise Endless

        def get(self, *arguments):
            self._count()
            return super().get(*arguments)

        def __contains__(self, key):
            self._count()
            return super().__contains__(key)

        def __getitem__(self, key):
            self._count()
            return super().__getitem__(key)

    calls = []

    def predict(number):
        calls.append(int(number))
        if len(calls) > 50 * length + 500:
            raise Endless
        return 1000.0 * torch.eye(len(symbols), device=after.device)[after[int(number)]]

    index_of = Patient((ngram, i + 1) for i, ngram in enumerate(ngrams.split("\n")))
    before = dict(index_of.items())
    try:
        text = names["ngram_text"](predict, index_of, symbols, start, length, n)
    except (Endless, KeyError) as error:
        return {"problem": type(error).__name__}
    kept = dict(index_of.items()) == before
    return {"problem": "", "text": text, "kept": kept}


def frequency_probe(names, logits, length, temperature):
    """Sample a long text from a stand-in whose logits never change; return the characters' shares."""

    class Endless(BaseException):  # no `except Exception` in a loop may catch it
        pass

    calls = []

    def predict(number):
        calls.append(number)
        if len(calls) > 3 * length:
            raise Endless
        return logits.clone()

    symbols = "wxyz"[: len(logits)]
    index_of = {a + b: i for i, (a, b) in enumerate(((a, b) for a in symbols for b in symbols), 1)}
    try:
        text = names["ngram_text"](predict, index_of, symbols, "wx", length, 2, temperature)
    except Endless:
        return {"drawn": -1}
    if not isinstance(text, str):
        return {"drawn": text}
    new = text[2:]
    return {"drawn": len(new), "shares": torch.tensor([new.count(c) / max(1, len(new)) for c in symbols])}


def sure_text(index_of, symbols, start, length, n, after):
    """Return the only text that the stand-in allows."""
    text = start
    for _ in range(length):
        text += symbols[int(after[index_of.get(text[-n:], 0)])]
    return text


@check("05_ngram_vs_lstm.ngram_text", points=1)
def whatever_start(student, draw):
    symbols = "".join(draw.choice(["edcba", "badce", "ecadb", "caebd"]))
    n = draw.size(2, 3)
    # the n-grams that follow each other round a circle of letters, and a few that do not
    ring = symbols * 3
    known = sorted({ring[i : i + n] for i in range(len(symbols))})
    order = torch.randperm(len(known), generator=draw._generator).tolist()
    known = [known[i] for i in order]
    following = {ring[i : i + n]: symbols.index(ring[i + n]) for i in range(len(symbols))}
    for kind in ("known", "long", "short", "empty", "unknown"):
        place = draw.size(0, len(symbols) - 1)
        length = draw.size(9, 14)
        start = {
            "known": ring[place : place + n],
            "long": symbols[place] * 2 + ring[place : place + n + 1],
            "short": ring[place : place + n - 1],
            "empty": "",
            "unknown": symbols[place] * n,
        }[kind]
        after = torch.tensor([draw.size(0, len(symbols) - 1), *(following[ngram] for ngram in known)])
        index_of = {ngram: i + 1 for i, ngram in enumerate(known)}
        reply = student.run(
            text_probe, ngrams="\n".join(known), symbols=symbols, start=start, length=length, n=n, after=after
        )
        said = {
            "short": "a start shorter than n",
            "empty": "an empty start",
            "unknown": "a start that is an unknown n-gram",
        }.get(kind, "a known start")
        problem = reply.text("problem")
        expect(
            problem != "KeyError",
            f"KeyError with {said}: what index_of does not have is unknown, number 0. Look up with .get.",
        )
        expect(
            problem != "Endless",
            f"With {said}, the loop does not end: it waits for an n-gram that is in the vocabulary.",
        )
        text = reply.text("text")
        expect(reply.flag("kept"), "Your function changed the caller's index_of. Look up with .get.")
        begins, new = text.startswith(start), len(text) - len(start)
        if start and len(text) == length:
            expect(not begins, "length counts the new characters. Yours counts the whole text.")
            expect(False, "Only the new characters came back. Return the start, then the new characters.")
        expect(begins, f"With {said}, the text does not begin with the start as it was given.")
        expect(new == length, f"With {said}, {new} new characters came back, and {length} were asked.")
        if text != sure_text(index_of, symbols, start, length, n, after):
            expect(
                kind in ("known", "long"),
                f"With {said}, other characters come than predict says. What is unknown has number 0, and the "
                "text itself stays as it is.",
            )
            expect(
                kind != "long",
                "With a start longer than n, the context is not the last n characters of the text.",
            )
            expect(
                False,
                "The characters are not those that predict is sure of. Is the context always the last n?",
            )


@check("05_ngram_vs_lstm.ngram_text", points=1)
def probabilities(student, draw):
    scores = torch.tensor([0.0, 1.0, 2.0, 3.0])[torch.randperm(4, generator=draw._generator)] - draw.size(
        1, 3
    )
    length = 700  # a share of it has a standard deviation of at most 0.019
    for temperature in (2.0, 0.5):
        reply = student.run(frequency_probe, logits=scores, length=length, temperature=temperature)
        drawn = reply.number("drawn")
        expect(drawn != -1, "predict is called far more often than there are characters to draw.")
        expect(drawn > 0.9 * length, f"{drawn} characters came back where {length} were asked.")
        shares = reply.tensor("shares")
        expect(shares.max() < 0.99, "Always the most likely character comes. Draw from the probabilities.")

        def near(probabilities, shares=shares):
            return (shares - probabilities).abs().max() < 0.1  # more than five standard deviations

        if near((scores / temperature).softmax(-1)):
            continue
        expect(
            not near(scores.softmax(-1)),
            "The temperature has no effect: divide the logits by it, before the softmax.",
        )
        expect(
            not near((scores * temperature).softmax(-1)),
            "The temperature works the wrong way round: divide the logits by it, do not multiply.",
        )
        expect(
            not near(torch.full((4,), 0.25)),
            "All characters come almost equally often: are the scores used, and is there only one softmax?",
        )
        expect(
            not near((-scores / temperature).softmax(-1)),
            "The least likely characters come most often.",
        )
        expect(
            False,
            f"At temperature {temperature:g} the characters do not come as often as the softmax of logits / "
            "temperature says.",
        )


# 5.5 ------------------------------------------------------------------------------------------


def shift_probe(names, documents):
    """Return the student's input and target."""
    before = documents.clone()
    answer = names["shift"](documents)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    kept = torch.equal(before, documents)
    return {"pair": True, "input": answer[0], "target": answer[1], "kept": kept}


def shift_device_probe(names, documents):
    """Say whether input and target stay on the documents' device."""
    try:
        pair = names["shift"](documents.to("meta"))
        return {"device": "same" if all(t.device.type == "meta" for t in pair) else "other"}
    except Exception as error:
        if "copy out of meta" not in str(error) and "item()" not in str(error):
            return {"device": type(error).__name__}
    with torch.device("meta"):
        pair = names["shift"](documents)
    return {"device": "same" if all(t.device == documents.device for t in pair) else "other"}


@check("05_ngram_vs_lstm.shift", points=1)
def pairs(student, draw):
    rows, length = draw.sizes(2, 4, 9)
    for count in (rows, 1):
        documents = drawn_indices(draw, count, length)
        reply = student.run(shift_probe, documents=documents)
        expect(reply.flag("pair"), "Return two tensors: (input, target).")
        given, wanted = reply.tensor("input"), reply.tensor("target")
        expect(
            list(given.shape) != [count, length],
            "The input still has all characters of the document. The last one has no target.",
        )
        expect(
            list(given.shape) != [count - 1, length] or count == 1,
            "The documents were shifted along the batch. Shift along the characters, the last axis.",
        )
        expect_shape(given, [count, length - 1], "the input is one character shorter than the document.")
        expect(
            wanted.dim() != 1 or count == 1,
            f"The target has shape {list(wanted.shape)}. There is one after every character, not only at the end.",
        )
        expect_shape(wanted, [count, length - 1], "a target for every character of the input.")
        for tensor, name in ((given, "input"), (wanted, "target")):
            expect_dtype(tensor, torch.int64, f"the {name} holds numbers of characters.")
        first, rest = documents[:, :-1], documents[:, 1:]
        expect(
            not torch.equal(given, wanted),
            "Input and target are the same: where is the shift? The model would learn to copy.",
        )
        swapped = torch.equal(given, rest) and torch.equal(wanted, first)
        expect(not swapped, "Input and target are swapped: the model would predict the character before.")
        expect_close(given, first, "The input is all characters but the last.", mistakes={
            "The input starts at the second character. It starts at the first.": rest})  # fmt: skip
        expect_close(
            wanted,
            rest,
            "The target must be the character after the input's, in the same document.",
            mistakes={
                "The last target is the document's first character: do not roll.": documents.roll(-1, 1)[
                    :, 1:
                ],
                "The target is two places ahead. Take the very next character.": documents.roll(-2, 1)[
                    :, :-1
                ],
            },
        )
        expect(reply.flag("kept"), "Your function changed the caller's documents.")
    device = student.run(shift_device_probe, documents=drawn_indices(draw, 2, 5)).text("device")
    expect(device == "same", "Input and target must be on the device of the documents.")


def predictor_probe(names, indices, sizes):
    """Build the student's model; return its logits and state, and what it says of itself."""
    import warnings

    given, wanted, hidden_dim, n_layers = sizes.tolist()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = names["CharPredictor"](given, wanted, hidden_dim, n_layers).to(indices.device)
    reply = {"dropout": any("dropout" in str(w.message).lower() for w in said)}
    answer = model(indices)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    logits, state = answer
    reply |= {"pair": True, "logits": logits, "state": isinstance(state, (tuple, list)) and len(state) == 2}
    if reply["state"]:
        reply["h"], reply["c"] = state
    if isinstance(logits, torch.Tensor) and logits.requires_grad:
        parameters = list(model.parameters())
        reply["again"] = model(indices)[0]
        weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)).to(logits)
        grads = torch.autograd.grad((logits * weights).sum(), parameters, allow_unused=True)
        reply["idle"] = sum(g is None for g in grads)
        with torch.no_grad():
            for p in parameters:
                p.mul_(1000)
            reply["large"] = model(indices)[0]
    reply["linked"] = bool(getattr(logits, "requires_grad", False))
    try:  # what names no device is made on meta; the input stays where it is
        with torch.device("meta"):
            made, state = model(indices)
        reply["same"] = made.device == state[0].device == indices.device
    except Exception:
        reply["same"] = False
    if not reply["same"]:  # a tensor that only serves as an index may be on the CPU: ask the other way round
        try:
            model = names["CharPredictor"](given, wanted, hidden_dim, n_layers).to("meta")
            made, state = model(indices[:, :2].to("meta"))
            reply["same"] = made.device.type == state[0].device.type == "meta"
        except Exception:
            reply["same"] = False
    return reply


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def shapes(student, draw):
    batch, steps, hidden = draw.sizes(3, 4, 9)
    given, wanted = [size + 10 for size in draw.sizes(2, 2, 9)]
    hidden += 20
    for layers, b, t in ((1, batch, steps), (draw.size(2, 3), 1, steps), (1, 1, 1)):
        indices = draw.integers(0, given - 1, b, t)
        indices[0, 0] = given - 1
        sizes = torch.tensor([given, wanted, hidden, layers])
        reply = student.run(predictor_probe, indices=indices, sizes=sizes)
        expect(reply.flag("pair"), "forward must return two things: (logits, state).")
        scores = reply.tensor("logits")
        expect(
            list(scores.shape) != [b, t, hidden],
            "The last axis has hidden_dim numbers: the linear layer to output_size is missing.",
        )
        expect(
            list(scores.shape) not in ([b, wanted], [b * t, wanted]),
            f"Shape {list(scores.shape)}: the axis of the characters is lost. Is it the last step only, or "
            "flattened?",
        )
        expect_shape(scores, [b, t, wanted], "output_size scores after every character of every document.")
        expect(
            not reply.flag("dropout"),
            "torch warns about dropout=: with one layer it does nothing. No dropout is asked here.",
        )
        expect(
            reply.flag("state"),
            "The state of an LSTM is the pair (h, c). With h alone nobody can go on reading.",
        )
        for name in ("h", "c"):
            part = reply.tensor(name)
            expect(
                list(part.shape) != [b, layers, hidden] or b == layers,
                f"{name} has the batch first. A state never becomes batch-first: return it as nn.LSTM gives it.",
            )
            expect(
                part.dim() != 3 or part.shape[0] != 2 * layers,
                "The state has twice the layers: the LSTM reads in both directions, so it reads the answer.",
            )
            expect(
                part.dim() != 3 or part.shape[0] == layers,
                f"{name} has {part.shape[0]} layers where {layers} were asked: is n_layers used?",
            )
            expect(
                list(part.shape) != [layers, t, hidden] or b == t,
                f"{name} counts the steps as the batch: is batch_first missing?",
            )
            expect_shape(part, [layers, b, hidden], f"{name} as nn.LSTM gives it: layers, batch, hidden_dim.")
        expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
        expect_close(
            reply.tensor("again"), scores, "Two calls on one text give two answers. Is there dropout, or a state "
            "kept in the module?",
        )  # fmt: skip
        expect(reply.number("idle") == 0, "A layer is made but never used: it gets no gradient.")
        sums = scores.sum(-1)
        expect(
            not (scores.min() >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a step add up to 1: there is a softmax. cross_entropy does that itself.",
        )
        large = reply.tensor("large")
        expect(
            large.abs().max() > 1.5,
            "The scores cannot leave [-1, 1]: there is a tanh or sigmoid after the last layer.",
        )
        expect(large.min() < 0 or b * t == 1, "No score is below 0: there is a ReLU after the last layer.")
        expect(
            reply.flag("same"),
            "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
        )


def reading_probe(names, indices, cut, sizes):
    """Return an untrained model's scores: whole, again, row by row, in two parts, with half a state."""
    given, wanted, hidden_dim, n_layers = sizes.tolist()
    torch.manual_seed(0)
    model = names["CharPredictor"](given, wanted, hidden_dim, n_layers).to(indices.device).eval()
    with torch.no_grad():
        for p in model.parameters():  # large enough that what came before shows
            p.mul_(2)

    class Unfit(Exception):
        pass

    def scores(indices, *state):
        answer = model(indices, *state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Unfit("pair")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != indices.numel() * wanted:
            raise Unfit("sizes")
        return answer[0].reshape(*indices.shape, wanted), answer[1]

    reply = {"problem": "", "failed": ""}
    with torch.no_grad():
        try:
            reply["whole"], reply["again"] = scores(indices)[0], scores(indices)[0]
        except Unfit as error:
            return {"problem": str(error)}
        step = "rows"
        try:
            reply["rows"] = torch.cat([scores(row)[0] for row in indices.split(1)])
            step = "front"
            reply["front"], state = scores(indices[:, :cut])
            reply["fresh"], _ = scores(indices[:, cut:])
            step = "back"
            reply["back"], _ = scores(indices[:, cut:], state)
            step = "half"
            h, c = state
            reply["no_c"], _ = scores(indices[:, cut:], (h, torch.zeros_like(c)))
        except Exception:
            reply["failed"] = step
    return reply


@check("05_ngram_vs_lstm.char_predictor", points=1, seconds=30)
def reading(student, draw):
    given, wanted, hidden = draw.size(9, 13), draw.size(4, 8), draw.size(14, 20)
    batch, layers = draw.size(3, 4), draw.size(1, 2)
    indices = draw.integers(0, given - 1, batch, 8)
    cut = draw.size(3, 5)
    sizes = torch.tensor([given, wanted, hidden, layers])
    reply = student.run(reading_probe, indices=indices, cut=cut, sizes=sizes)
    problem = reply.text("problem")
    expect(problem != "pair", "forward must return two things: (logits, state).")
    expect(problem != "sizes", "forward must return output_size scores after every character.")
    whole, failed = reply.tensor("whole"), reply.text("failed")
    expect_close(
        reply.tensor("again"),
        whole,
        "The same text gave two different answers: a state is kept in the module from one document to the "
        "next, or made up in forward.",
    )
    expect(failed != "rows", "After a batch of several, a batch of one fails: what does the first batch fix?")
    expect_close(
        reply.tensor("rows"),
        whole,
        "A document's scores change with its neighbours: is batch_first missing, or do batch and time mix?",
    )
    expect(failed != "front", "After a long text, a shorter one fails: what does the first text fix?")
    expect_close(
        reply.tensor("front"),
        whole[:, :cut],
        "Earlier scores change with later characters: the model reads ahead. Is it bidirectional?",
    )
    expect(
        failed != "back",
        "The model cannot go on from the state that it returned: return (h, c) as nn.LSTM gives them.",
    )
    fresh = reply.tensor("fresh")
    expect_close(
        reply.tensor("back"),
        whole[:, cut:],
        "Reading in two parts, with the state handed over, differs from reading the whole text.",
        mistakes={
            "The state that is passed in has no effect, or the state returned is not the last one.": fresh
        },
    )
    expect(
        not torch.allclose(fresh, whole[:, cut:], rtol=1e-4, atol=1e-5),
        "The scores do not depend on earlier characters: the model has no memory.",
    )
    expect(
        failed != "half" and not torch.allclose(reply.tensor("no_c"), whole[:, cut:], rtol=1e-4, atol=1e-6),
        "The cell state c has no effect: is this an LSTM?",
    )


# 5.6 ------------------------------------------------------------------------------------------


def measures_probe(names, nll, tensor):
    """Return both of the student's measures for a float or for a 0-d tensor, as floats."""
    given = nll.clone().squeeze() if tensor else nll.item()
    reply = {}
    for name in ("perplexity", "bits_per_character"):
        value = names[name](given)
        reply[name] = float(value) if isinstance(value, torch.Tensor) and value.numel() == 1 else value
        if hasattr(reply[name], "dtype"):  # a NumPy number
            reply[name] = float(reply[name])
    return reply


@check("05_ngram_vs_lstm.measures", points=1)
def units(student, draw):
    for tensor in (False, True):
        nll = 0.6 + draw.size(0, 2400) / 1000
        given = torch.tensor([nll], dtype=torch.float64)
        reply = student.run(measures_probe, nll=given, tensor=tensor)
        bits = nll / math.log(2)
        kind = "a tensor" if tensor else "a float"
        for name, right, mistakes in (
            (
                "perplexity",
                math.exp(nll),
                {
                    2**nll: "2 to the power of nll: that fits bits, and nll is in nats.",
                    math.exp(
                        bits
                    ): "e to the power of the bits: use nll in nats, or 2 to the power of the bits.",
                    math.exp(
                        -nll
                    ): "e to the power of -nll is a probability. The perplexity is one divided by it.",
                    10**nll: "10 to the power of nll: nats belong to e.",
                    bits: "These are bits, not the perplexity.",
                    math.log(nll): "The perplexity is e to the power of nll, not its logarithm.",
                    nll: "The perplexity is not nll itself: take e to the power of it.",
                },
            ),
            (
                "bits_per_character",
                bits,
                {
                    nll * math.log(2): "A nat is more than a bit: divide by ln 2, do not multiply.",
                    math.log2(nll): "Not the logarithm of nll: nll is one already. Divide it by ln 2.",
                    nll
                    / math.log(10): "Divided by ln 10: these are decimal digits. For bits, divide by ln 2.",
                    nll / 2: "Divide by ln 2, not by 2.",
                    nll * 2: "Divide by ln 2; nothing is multiplied by 2.",
                    nll: "These are still nats.",
                    math.exp(nll): "This is the perplexity, not the bits.",
                    bits / math.log(2): "Converted twice from nats to bits.",
                    bits / 8: "These are bytes. Asked are bits.",
                },
            ),
        ):
            value = reply.number(name)
            for wrong, said in mistakes.items():
                close = abs(value - wrong) < 1e-4 * abs(wrong)
                expect(not close or abs(wrong - right) < 1e-3 * right, f"{name}: {said}")
            expect(abs(value - right) < 1e-4 * right, f"{name} differs for {kind}: nll is a mean in nats.")


# 5.7 ------------------------------------------------------------------------------------------


def trained_probe(names, contexts, symbols):
    """Ask both trained models for the scores of the next character after each context."""
    vocab, n = names["vocab"], names["N"]
    order = torch.tensor([vocab.index(symbol) for symbol in symbols], device=contexts.device)
    lstm, ngram_model = names["lstm_model"].eval(), names["ngram_model"].eval()
    device = next(iter(lstm.parameters())).device
    indices = order[contexts].to(device)
    reply = {}
    with torch.no_grad():
        answer = lstm(indices)
        scores = answer[0] if isinstance(answer, (tuple, list)) else answer
        if isinstance(scores, torch.Tensor) and scores.dim() == 3:
            reply["lstm"] = scores[:, -1].float().to(order.device)[:, order]
        numbers = names["ngram_numbers"](indices[:, -n:])
        scores = ngram_model(numbers)
        if isinstance(scores, torch.Tensor) and scores.dim() == 2:
            reply["ngram"] = scores.float().to(order.device)[:, order]
    return reply


SYMBOLS = " !,.;?abcdefghijklmnopqrstuvwxyz"
CONTEXT = 40


@check("05_ngram_vs_lstm.trained", points=1, seconds=30)
def bits(student, draw):
    texts = HELD_OUT.read_text(encoding="utf-8").splitlines()
    number = {symbol: i for i, symbol in enumerate(SYMBOLS)}
    places = [(text, i) for text in texts for i in range(CONTEXT, len(text))]
    picked = torch.randperm(len(places), generator=draw._generator)[:2000].tolist()
    contexts = torch.tensor(
        [[number[c] for c in places[p][0][places[p][1] - CONTEXT : places[p][1]]] for p in picked]
    )
    targets = torch.tensor([number[places[p][0][places[p][1]]] for p in picked])
    reply = student.run(trained_probe, contexts=contexts, symbols=SYMBOLS)
    # What a table of the text itself would need that knows only the last character: a fair thing to beat.
    pairs = Counter(pair for text in texts for pair in pairwise(text))
    firsts = Counter(c for text in texts for c in text[:-1])
    lasts = [places[p][0][places[p][1] - 1 : places[p][1] + 1] for p in picked]
    one_character = -sum(math.log2(pairs[(a, b)] / firsts[a]) for a, b in lasts) / len(lasts)
    for name, said in (("ngram", "n-gram model"), ("lstm", "LSTM")):
        scores = reply.tensor(name)
        expect(
            list(scores.shape) == [len(targets), len(SYMBOLS)] and bool(scores.isfinite().all()),
            f"The {said} does not give a finite score for every character.",
        )
        found = nn.functional.cross_entropy(scores.double(), targets).item() / math.log(2)
        expect(
            found < 1.5 * math.log2(len(SYMBOLS)),
            f"On new text, the {said} is far worse than guessing: what did it learn to predict? Look at its "
            "targets, and at what it reads.",
        )
        expect(
            found < one_character - 0.1,
            f"On new text, the {said} needs {found:.2f} bits a character. A table that knows only the last "
            f"character needs {one_character:.2f}. Has the model been trained, on the right targets, and does it "
            "use more than the last character?",
        )

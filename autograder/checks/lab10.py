"""Hidden checks of lab 10, words with meaning; every probe stands beside its checks."""

import json
from pathlib import Path

import torch

from autograder.check import (
    Failed,
    check,
    expect,
    expect_close,
    expect_dtype,
    expect_shape,
)

HELD_OUT = Path(__file__).parent / "heldout" / "reviews.txt"
LETTERS = "bcdfglmnprst"
VOWELS = "aeiou"
MARKS = ".,!?;:"


def drawn_words(draw, count):
    """Return distinct words of eight letters that no list of frequent words holds."""
    made: list[str] = []
    while len(made) < count:
        word = "".join(draw.choice(LETTERS) + draw.choice(VOWELS) for _ in range(4))
        if word not in made:
            made.append(word)
    return made


# 10.1 -----------------------------------------------------------------------------------------


def words_probe(names, text):
    """Return the student's words of several sentences."""
    import json

    answers = [names["words"](sentence) for sentence in json.loads(text)]
    kinds = [type(answer).__name__ for answer in answers if not isinstance(answer, (list, tuple))]
    inner = [
        type(w).__name__ for a in answers if isinstance(a, (list, tuple)) for w in a if not isinstance(w, str)
    ]
    if kinds or inner:
        return {"kind": kinds[0] if kinds else "", "inner": inner[0] if inner else "", "answers": "[]"}
    return {"kind": "", "inner": "", "answers": json.dumps([list(answer) for answer in answers])}


def ask_words(student, sentences):
    """Return the student's lists of words, after looking at their form."""
    reply = student.run(words_probe, text=json.dumps(sentences))
    kind, inner = reply.text("kind"), reply.text("inner")
    expect(kind != "NoneType", "words returns None: is a `return` missing?")
    expect(kind != "str", "The answer is one string. Return a list of words.")
    expect(not kind, f"Return a list of words, not {kind[:40]}: order and repeats count.")
    expect(not inner, f"The list must hold strings, not {inner[:40]}.")
    return json.loads(reply.text("answers"))


def shuffled(draw, items):
    """Return the items in a drawn order."""
    return [items[i] for i in torch.randperm(len(items), generator=draw_generator(draw)).tolist()]


def draw_generator(draw):
    return torch.Generator().manual_seed(draw.size(0, 10**6))


@check("10_sentiment.tokens", points=1)
def kept(student, draw):
    plain = drawn_words(draw, 4)
    short = shuffled(draw, ["i", "a", "to", "so", "me", *plain])
    frequent = shuffled(draw, ["not", "no", "never", "the", "but", "very", "too", "is", *plain])
    joined = shuffled(
        draw, [f"{draw.choice(['don', 'isn', 'couldn', 'won'])}'t", "it's", f"{plain[0]}'s", plain[1]]
    )
    curly = [word.replace("'", "’") for word in joined]
    figures = shuffled(
        draw, [f"{draw.size(2, 9)}d", str(draw.size(1900, 2020)), str(draw.size(0, 9)), *plain]
    )
    accents = shuffled(draw, ["café", "naïve", "fiancée", "über", *plain])
    repeats = [plain[0], plain[1], plain[0], "so", plain[2], "so", plain[0], plain[3]]
    asked = [plain, short, frequent, joined, curly, figures, accents, repeats]
    found = [[w.lower() for w in a] for a in ask_words(student, [" ".join(words) for words in asked])]
    one, small, often, apostrophes, typographic, digits, letters, again = found
    expect(one != ["".join(plain)], "The spaces are gone, and all words are one.")
    expect(
        sorted(one) == sorted(plain) or sorted(one) != sorted(w.rstrip("s") for w in plain),
        "Endings are cut off. A word stays as it is.",
    )
    expect(one == plain, "Long words of plain letters, parted by spaces, do not come back as they were.")
    expect(not {"i", "a"} - set(small), "Words of one letter are lost, such as `i` and `a`.")
    expect(not {"to", "so", "me"} - set(small), "Short words are lost. Each word counts.")
    expect(small == short, "Words of one or two letters do not come back as they were.")
    lost = {"not", "no", "never", "the", "but", "very", "too", "is"} - set(often)
    expect(
        not lost,
        "Frequent words are lost. `not` turns the meaning round: drop no word, whatever a list says.",
    )
    expect(
        any("'" in w for w in apostrophes) or len(apostrophes) != len(joined),
        "The apostrophe is lost: `don't` must stay `don't`.",
    )
    expect(len(apostrophes) == len(joined), "A word is cut at its apostrophe. `don't` is one word.")
    expect(apostrophes == joined, "A word with an apostrophe inside does not come back as it was.")
    expect(
        len(typographic) == len(joined) and not any("’" in w for w in typographic) and typographic == joined,
        "The typographic apostrophe ’ must count as ' and become it.",
    )
    expect(digits == figures, "Digits are lost, or cut off from the letters beside them.")
    expect(
        letters == accents,
        "Words with accented letters are damaged: é and ï are letters and stay as they are.",
    )
    expect(
        len(again) == len(repeats),
        "A word that comes twice is lost, or comes once only: repeats stay, each in its place.",
    )
    expect(again == repeats, "The words are not in the order of the sentence.")


@check("10_sentiment.tokens", points=1)
def marks(student, draw):
    one, two, three, four, five, six = drawn_words(draw, 6)
    mark, other = draw.choice(",;:"), draw.choice(".!?")
    asked = [
        [f"{one} {two}{other}", [one, two, other]],
        [f"{one.capitalize()} {two.upper()} {three}", [one, two, three]],
        [f"{one}{mark} {two} {three}{other}", [one, mark, two, three, other]],
        [" ".join(w + m for w, m in zip((one, two, three, four, five, six), MARKS, strict=True)), None],
        [f"{one}{other}{other}{other} {two}{other}", [one, *[other] * 3, two, other]],
        [f"{one}{mark}{two}", [one, mark, two]],
        [f"{one}-{two} {three}—{four}", [one, two, three, four]],
        [f'"{one}" {two} ({three}) “{four}”', [one, two, three, four]],
        [f"'{one}' {two} ‘{three}’", [one, two, three]],
        [f"  {one}   {two}\t{three}\n{four} ", [one, two, three, four]],
        [f"{one} & {two} / *{three}*", [one, two, three]],
        ["", []],
        [" - ", []],
    ]
    asked[3][1] = [x for w, m in zip((one, two, three, four, five, six), MARKS, strict=True) for x in (w, m)]
    found = ask_words(student, [sentence for sentence, _ in asked])
    wanted = [words for _, words in asked]
    simple, case, ends, all_marks, several, inside, hyphens, quotes, single, spaces, signs, empty, none = (
        found
    )
    expect(simple != [one, two + other], "A mark sticks to the word before it. It is a word of its own.")
    expect(simple != [one, two], "The marks are lost. Each of . , ! ? ; : is a word of its own.")
    expect(not any(w != w.lower() for w in case), "Upper case is still there.")
    expect(case == wanted[1], "Words with upper case are damaged.")
    expect(
        "" not in [*ends, *all_marks, *several, *hyphens, *spaces], "There are empty strings among the words."
    )
    expect(not any(w.isspace() for w in [*ends, *spaces]), "There are spaces among the words.")
    expect(
        not any(len(w) > 1 and set(w) <= set(MARKS) for w in several),
        "Marks that follow each other are one word. Each mark is a word of its own.",
    )
    expect(all_marks == wanted[3], "Not every mark of . , ! ? ; : is a word of its own.")
    expect(several == wanted[4], "Three marks in a row must be three words.")
    expect(ends == wanted[2], "A sentence with marks does not come out in its order.")
    expect(inside == wanted[5], "A mark between two words without a space must part them, and stay.")
    expect(not any("-" in w or "—" in w for w in hyphens), "A hyphen parts two words, and is no word itself.")
    expect(hyphens == wanted[6], "Two words with a hyphen between them must become two words.")
    expect(quotes == wanted[7], "Quotation marks and brackets only part words: they do not stay.")
    expect(single == wanted[8], "An apostrophe at the edge of a word is a quotation mark: it does not stay.")
    expect(spaces == wanted[9], "Several spaces, tabs and line breaks part words, and nothing else.")
    expect(
        signs == wanted[10], "Signs such as & and * are in the list. Only . , ! ? ; : are words of their own."
    )
    expect(empty == [] and none == [], "A sentence without words must give an empty list.")


# 10.2 and 10.3 --------------------------------------------------------------------------------


def nearest_probe(names, word, text, vectors, k):
    """Return the student's neighbours, how often torch computed, and whether the table is as it was."""
    import json

    from torch.overrides import TorchFunctionMode

    looks = {
        "__get__",
        "__getitem__",
        "__index__",
        "__int__",
        "__float__",
        "item",
        "tolist",
        "unbind",
        "__iter__",
    }
    looks |= {
        "__bool__",
        "__len__",
        "size",
        "dim",
        "numpy",
        "clone",
        "detach",
        "__setitem__",
        "__hash__",
        "__format__",
    }

    class Count(TorchFunctionMode):
        calls = 0

        def __torch_function__(self, function, types, args=(), kwargs=None):
            Count.calls += getattr(function, "__name__", "") not in looks
            return function(*args, **(kwargs or {}))

    words, before = json.loads(text), vectors.clone()
    with Count():
        answer = names["nearest"](word, words, vectors, k)
    kept = bool(torch.equal(before, vectors)) and words == json.loads(text)
    if not isinstance(answer, (list, tuple)):
        return {"kind": type(answer).__name__, "kept": kept}
    inner = [type(w).__name__ for w in answer if not isinstance(w, str)]
    if inner:
        return {"kind": "inside", "inner": inner[0], "kept": kept}
    return {"kind": "", "answer": json.dumps(list(answer)), "kept": kept, "calls": Count.calls}


def unknown_probe(names, word, text, vectors):
    """Say what the student's function does with a word that has no vector."""
    import json

    try:
        names["nearest"](word, json.loads(text), vectors, 1)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    return {"error": "", "message": ""}


def ask_nearest(student, word, words, vectors, k):
    """Return the student's list of words and his number of torch calls, after looking at the form."""
    reply = student.run(nearest_probe, word=word, text=json.dumps(words), vectors=vectors, k=k)
    kind = reply.text("kind")
    expect(kind != "NoneType", "nearest returns None: is a `return` missing?")
    if kind == "inside":
        raise Failed(f"The list must hold words, not {reply.text('inner')[:40]}.")
    expect(not kind, f"Return a list of words, not {kind[:40]}.")
    expect(
        reply.flag("kept"), "The table that was given is changed. Make new vectors, do not divide in place."
    )
    return json.loads(reply.text("answer")), reply.number("calls")


def ranked(scores, words, k, without=()):
    """Return the k words with the highest scores."""
    order = scores.argsort(descending=True).tolist()
    return [words[i] for i in order if words[i] not in without][:k]


@check("10_sentiment.nearest", points=2)
def neighbours(student, draw):
    k, size, d = draw.size(3, 6), 120, draw.size(4, 7)
    words = drawn_words(draw, size)
    while True:
        vectors = draw.normal(size, d) * draw.normal(size, 1).exp()
        vectors[draw.size(0, 9)] = 0
        place = draw.size(10, size - 1)
        word, v = words[place], vectors[place]
        lengths = vectors.norm(dim=1).clamp(min=1e-12)
        cosines = vectors @ v / lengths / v.norm()
        right = ranked(cosines, words, k, (word,))
        dots, apart = vectors @ v, -(vectors - v).norm(dim=1)
        one_length, top = vectors @ v / lengths[place], cosines.sort().values
        others = [ranked(s, words, k, (word,)) for s in (dots, apart, -cosines, cosines.abs())]
        gaps = (top[-k - 2 : -1] - top[-k - 3 : -2]).min()
        if right not in others and gaps > 1e-4 and len(one_length):
            break
    found, calls = ask_nearest(student, word, words, vectors, k)
    expect(word not in found, "The word itself is among its neighbours.")
    expect(len(found) == k, f"{len(found)} words came back for k = {k}.")
    expect(
        found != others[0],
        "The words are ranked by the dot product: long vectors come first. Divide by the lengths.",
    )
    expect(
        found != others[1],
        "The words are ranked by their distance. Asked is the cosine, which is blind to length.",
    )
    expect(found != others[2], "These are the farthest words: the largest cosine is the nearest.")
    expect(found != others[3], "The sign of the cosine is lost: a word on the opposite side is not near.")
    expect(found != right[::-1], "The words are right, but the nearest must come first.")
    expect(
        sorted(found) != sorted(right) or found == right,
        "The words are right, but not in the order of nearness.",
    )
    zero = words[int((vectors == 0).all(1).nonzero()[0])]
    expect(
        zero not in found, "A zero vector comes first: its cosine is nan. Keep the lengths away from zero."
    )
    expect(found == right, "These are not the words with the largest cosines.")
    expect(
        calls < size / 2,
        "torch is called for each word by itself. One product with the whole table gives all cosines.",
    )
    few = [place, int((vectors == 0).all(1).nonzero()[0]), *range(10, 16)]
    few = sorted(dict.fromkeys(few))
    some, rows = [words[i] for i in few], vectors[few]
    whole = ranked(cosines[few], some, len(few) - 1, (word,))
    found, _ = ask_nearest(student, word, some, rows, len(few) - 1)
    expect(len(found) == len(whole), "With k = n - 1, not all other words come back.")
    expect(found == whole, "A word with a zero vector is in the wrong place: its cosine is 0, and never nan.")
    stranger = "x" + word
    reply = student.run(unknown_probe, word=stranger, text=json.dumps(words), vectors=vectors)
    error = reply.text("error")
    expect(error != "", "A word that is not in the table must raise a KeyError. Yours gave an answer.")
    expect(error == "KeyError", f"A word that is not in the table must raise a KeyError, not {error[:40]}.")
    expect(
        stranger in reply.text("message"), "The message of the KeyError must name the word that is missing."
    )


def analogy_probe(names, questions, text, vectors):
    """Return the student's answers to several questions a : b = c : ?."""
    import json

    words, before = json.loads(text), vectors.clone()
    answers = [names["analogy"](a, b, c, words, vectors) for a, b, c in json.loads(questions)]
    reply = {"kept": bool(torch.equal(before, vectors)) and words == json.loads(text)}
    other = [answer for answer in answers if not isinstance(answer, str)]
    if other:
        return {**reply, "answers": other[0]}
    return {**reply, "answers": json.dumps(answers)}


def analogy_answers(vectors, triple):
    """Return the row that is the answer to a question, and the rows that frequent mistakes give."""
    units = vectors / vectors.norm(dim=1, keepdim=True)
    (u, v, w), (x, y, z) = vectors[triple], units[triple]
    right = v - u + w
    scores = {
        "right": units @ right,
        "You go the way from b to a: take b - a + c.": units @ (u - v + w),
        "a and c are mixed up: take b - a + c.": units @ (v - w + u),
        "All three are added. Take b - a + c.": units @ (u + v + w),
        "This is b - a alone: start from c.": units @ (v - u),
        "The three vectors are cut to one length before the arithmetic. Take them as they are.": units
        @ (y - x + z),
        "These are the neighbours of c. Go on by b - a.": units @ w,
        "The dot product decides: long vectors win. Divide by the lengths.": vectors @ right,
        "The distance decides. Asked is the cosine.": -(vectors - right).norm(dim=1),
        "This is the word that fits least.": -(units @ right),
    }
    for values in scores.values():
        values[triple] = -float("inf")
    best = scores["right"].topk(2)
    clear = bool(best.values[0] - best.values[1] > 1e-3 * right.norm())
    answers = {hint: int(values.argmax()) for hint, values in scores.items()}
    return {**answers, "This is the second best word.": int(best.indices[1])}, clear


@check("10_sentiment.analogy", points=1)
def arithmetic(student, draw):
    size, d = draw.size(40, 60), draw.size(3, 5)
    words = drawn_words(draw, size)
    vectors = draw.normal(size, d) * (0.5 * draw.normal(size, 1)).exp()
    triples, wanted = [], []
    while len(triples) < 12:
        triple = draw.sizes(3, 0, size - 1)
        answers, clear = analogy_answers(vectors, triple)
        if clear:
            triples.append(triple)
            wanted.append(answers)
    questions = [[words[i] for i in triple] for triple in triples]
    reply = student.run(
        analogy_probe, questions=json.dumps(questions), text=json.dumps(words), vectors=vectors
    )
    found = reply.text("answers")
    expect(reply.flag("kept"), "The table that was given is changed.")
    found = json.loads(found)
    expect(
        not any(answer in asked for answer, asked in zip(found, questions, strict=True)),
        "The answer is one of the three words of the question. Leave them out: they are nearly always near.",
    )
    right = [words[answers.pop("right")] for answers in wanted]
    if found != right:
        for hint in wanted[0]:
            expect(found != [words[answers[hint]] for answers in wanted], hint)
    expect(found == right, "Not every answer is the word nearest to b - a + c.")


# 10.4 -----------------------------------------------------------------------------------------


def embedding_probe(names, symbols, words, vectors, frozen, seed):
    """Return the weight of the student's embedding, made twice from one seed and once from another."""
    import json

    table, made = vectors.clone(), []
    for s in (seed, seed, seed + 1):
        torch.manual_seed(s)
        one = names["embedding_for"](tuple(json.loads(symbols)), json.loads(words), table, frozen)
        if not isinstance(one, torch.nn.Embedding):
            return {"kind": type(one).__name__}
        made.append(one)
    return {
        "kind": "",
        "kept": bool(torch.equal(table, vectors)),
        "weight": made[0].weight,
        "again": made[1].weight,
        "other": made[2].weight,
    }


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
    return {**reply, "kind": "", "kept": bool(torch.equal(table, vectors))}


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
    words = shuffled(draw, in_both + only_table)
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
        expect(reply.flag("kept"), "The table that was given is changed. Make a new matrix.")
        weight, m, (n, d) = reply.tensor("weight"), len(symbols), vectors.shape
        expect(
            list(weight.shape) not in ([n, d], [n + 1, d], [n + 2, d]),
            "There is a row for each word of the table. Asked is one for each symbol of the vocabulary.",
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


@check("10_sentiment.embedding", points=1)
def learning(student, draw):
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
        reply.flag("kept"),
        "The table that was given is changed, by your function or by the training of the rows. Make a new matrix.",
    )


# 10.5 -----------------------------------------------------------------------------------------


def padding_probe(names, indices, junk, other, lengths, order, vectors, units, classes, long):
    """Return the logits of a padded batch, of its reviews alone, with more padding, in another order."""
    torch.manual_seed(int(indices.sum()) + 7)
    embedding = torch.nn.Embedding.from_pretrained(vectors.clone(), freeze=False, padding_idx=0)
    model = names["WordRNN"](embedding, units, classes).to(vectors)
    model.eval()
    try:
        with torch.no_grad():
            together, again = model(indices, lengths), model(indices, lengths)
            if not isinstance(together, torch.Tensor) or list(together.shape) != [len(indices), classes]:
                return {"problem": "shape", "together": together}
            more = torch.cat([indices, indices.new_zeros(len(indices), 3)], 1)
            longer = torch.full((len(long),), long.shape[1])
            alone = [
                model(indices[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())
            ]
            if any(list(a.shape) != [1, classes] for a in alone):
                return {"problem": "one", "together": together}
            return {
                "problem": "",
                "together": together,
                "alone": torch.cat(alone),
                "again": again,
                "junk": model(junk, lengths),
                "other": model(other, lengths),
                "padded": model(more, lengths),
                "swapped": model(indices[order], lengths[order]),
                "long": model(long, longer),
            }
    except RuntimeError as error:
        if "enforce_sorted" in str(error):
            return {"problem": "sorted"}
        raise


def same(a, b):
    """Whether two sets of logits agree."""
    return a.shape == b.shape and torch.allclose(a, b, rtol=1e-4, atol=1e-5)


@check("10_sentiment.word_rnn", points=2)
def padding(student, draw):
    batch, d, units, classes = draw.sizes(4, 4, 9)
    steps, n = 10, draw.size(12, 20)
    first, *rest = draw.sizes(batch - 1, 1, steps - 1)
    lengths = torch.tensor([first, steps, *rest])  # all different, and in no order
    numbers = draw.integers(1, n - 1, batch, steps)
    real = torch.arange(steps) < lengths[:, None]
    last = numbers.clone()
    spot = torch.arange(batch), lengths - 1
    last[spot] = numbers[spot] % (n - 1) + 1  # another last word
    tail = draw.integers(1, n - 1, 1, 80).expand(2, -1).clone()
    tail[:, 0] = torch.tensor([1, 2])  # two long reviews that differ in the first word only
    vectors = draw.normal(n, d)
    vectors[0] = 0
    order = torch.cat([torch.arange(1, batch), torch.tensor([0])])
    reply = student.run(
        padding_probe,
        indices=numbers * real,
        junk=numbers,
        other=last * real,
        lengths=lengths,
        order=order,
        vectors=vectors,
        units=units + 8,
        classes=classes,
        long=tail,
    )
    problem = reply.text("problem")
    expect(problem != "sorted", "The reviews come in any order, not sorted by length: enforce_sorted=False.")
    together = reply.tensor("together")
    expect_shape(together, [batch, classes], "one score for each review and class.")
    expect(problem != "one", "For a batch of one review, the logits are not [1, n_classes].")
    alone = reply.tensor("alone")
    expect(
        same(reply.tensor("again"), together),
        "Two calls, two answers: is a state kept from one call to the next?",
    )
    expect(
        same(together, alone) or not same(together, alone[lengths.argsort(descending=True)]),
        "The answers come sorted by length. Return them in the order of the reviews.",
    )
    expect(
        same(reply.tensor("padded"), together),
        "With more padding the answers change: the padding is read. Take the state at lengths - 1.",
    )
    expect(
        same(together[1], alone[1]),
        "The longest review gets another answer in the batch than alone: do batch and time mix, or is a state handed "
        "from review to review?",
    )
    expect(
        same(together, alone),
        "A shorter review gets another answer in a batch than alone: is the padding read? Take the state at lengths - 1.",
    )
    expect(
        same(reply.tensor("swapped"), alone[order]),
        "In another order, the reviews get other answers: is something sorted?",
    )
    expect(
        same(reply.tensor("junk"), together),
        "The answer depends on what stands in the padding. Use the lengths, and do not count zeros or ask for them.",
    )
    expect(
        not any(same(a, b) for a, b in zip(reply.tensor("other"), together, strict=True)),
        "The last word has no effect on the answer: its state is at lengths - 1.",
    )
    size, long = (alone - alone.mean(0)).abs().mean(), reply.tensor("long")
    expect(
        (long[0] - long[1]).abs().max() < 1e-3 * size,
        "The answer is not from the state after the last word: after 79 further words, the first one still counts. "
        "Is it a mean, a sum or a maximum over time, or a second direction?",
    )


def reading_probe(names, indices, other, swap, vectors, changed, units, classes):
    """Return the logits of whole batches, all of one length, and what a step of training would see."""
    embedding = torch.nn.Embedding.from_pretrained(vectors.clone(), freeze=False, padding_idx=0)
    weight = embedding.weight
    model = names["WordRNN"](embedding, units, classes).to(vectors.dtype)
    batch, steps = indices.shape
    lengths = torch.full((batch,), steps)
    reply = {"problem": "", "inside": any(p is weight for p in model.parameters())}
    reply["own"] = sum(p is not weight for p in model.parameters())
    model.eval()
    logits = model(indices, lengths)
    reply["logits"] = logits
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [batch, classes]:
        return {**reply, "problem": "shape"}
    reply["linked"] = logits.requires_grad
    if not logits.requires_grad:
        return reply
    loss = torch.nn.functional.cross_entropy(logits, torch.arange(batch) % classes)
    parameters = list(model.parameters())
    grads = torch.autograd.grad(loss, parameters, allow_unused=True)
    dead = [p is weight for p, g in zip(parameters, grads, strict=True) if g is None or bool((g == 0).all())]
    reply["dead_words"], reply["dead"] = any(dead), len(dead)
    with torch.no_grad():
        reply["other"], reply["swap"] = model(other, lengths), model(swap, lengths)
        weight.copy_(changed)
        reply["changed"] = model(indices, lengths)
    return reply


def reader_meta_probe(names, batch, steps, size, units, classes):
    """Run the student's model where no numbers exist; lengths stay on the CPU."""
    model = names["WordRNN"](torch.nn.Embedding(size, 4, padding_idx=0), units, classes).to("meta")
    try:
        indices = torch.ones(batch, steps, dtype=torch.int64, device="meta")
        logits = model(indices, torch.arange(batch) % steps + 1)
        return {"device": logits.device.type}
    except RuntimeError as error:
        words = str(error)
        mixed = "expected device" in words or "same device" in words
        return {"device": "mixed" if mixed else "meta"}


@check("10_sentiment.word_rnn", points=2)
def reading(student, draw):
    several, d, units, classes = draw.sizes(4, 4, 9)
    units, n, steps = units + 8, 12, 5
    vectors = draw.normal(n, d, dtype=torch.float64)
    vectors[0] = 0
    for batch in (several, 1):
        indices = draw.integers(1, n - 1, batch, steps)
        indices[:, 1] = indices[:, 0] % (n - 1) + 1  # two words that differ
        other = indices.clone()
        other[:, 0] = (indices[:, 0] + 2) % (n - 1) + 1
        reply = student.run(
            reading_probe,
            indices=indices,
            other=other,
            swap=indices[:, [1, 0, *range(2, steps)]],
            vectors=vectors,
            changed=vectors + draw.normal(n, d, dtype=torch.float64),
            units=units,
            classes=classes,
        )
        logits = reply.tensor("logits")
        expect(
            list(logits.shape) != [batch, units],
            "hidden_size numbers a review: the linear layer to n_classes is missing.",
        )
        expect(
            list(logits.shape) not in ([batch, steps, classes], [steps, batch, classes]),
            "There are scores for every word. Asked is one answer for each review, after its last word.",
        )
        expect(
            list(logits.shape) != [1, batch, classes] or batch == 1,
            "There is an axis for layers in the logits: [batch, n_classes].",
        )
        expect_shape(
            logits, [batch, classes], "one score for each review and class, for a batch of one, too."
        )
        expect(
            reply.flag("inside"),
            "The given embedding is not part of the model: self.embedding = embedding, no copy and no new one.",
        )
        expect(
            reply.number("own") > 0,
            "The layers are no part of the model: make them attributes, as self.rnn = …",
        )
        expect(
            reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or an argmax?"
        )
        sums = logits.sum(-1)
        expect(
            not (bool((logits >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
            "The scores of a review add up to 1: leave the softmax out, the loss has its own.",
        )
        chances = logits.exp().sum(-1)
        expect(
            not torch.allclose(chances, torch.ones_like(chances), atol=1e-4),
            "These are log-probabilities. Asked are logits: leave the log_softmax out.",
        )
        expect(
            not torch.allclose(reply.tensor("changed"), logits, atol=1e-7),
            "Other word vectors, and the same answer: the given embedding is not read.",
        )
        expect(
            not reply.flag("dead_words"),
            "No gradient reaches the word vectors: is the output of the embedding detached?",
        )
        expect(
            not torch.allclose(reply.tensor("other"), logits, rtol=0, atol=1e-7),
            "The first word has no effect on the answer: is there a recurrence, and is the state carried?",
        )
        expect(
            not torch.allclose(reply.tensor("swap"), logits, rtol=0, atol=1e-7),
            "The order of the words has no effect on the answer.",
        )
        expect(
            reply.number("dead") == 0,
            "Some parameters get no gradient: is a layer not used, or a state detached?",
        )
    device = student.run(
        reader_meta_probe, batch=several, steps=5, size=n, units=units, classes=classes
    ).text("device")
    expect(
        device == "meta",
        "Something is made on the CPU: make it on the device of indices. On a GPU this fails.",
    )


# 10.6 -----------------------------------------------------------------------------------------


def best_probe(names, validation, test):
    """Return the student's pass and accuracy."""
    validation, test = validation.tolist(), test.tolist()
    before = list(validation), list(test)
    answer = names["best_pass"](validation, test)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False, "got": answer if isinstance(answer, (int, float)) else type(answer).__name__}
    chosen, accuracy = (a.item() if isinstance(a, torch.Tensor) else a for a in answer)
    return {"pair": True, "pass": chosen, "accuracy": accuracy, "kept": before == (validation, test)}


@check("10_sentiment.best_pass", points=1)
def honest(student, draw):
    count = draw.size(7, 12)
    while True:
        first, second, best_test, low = draw.sizes(4, 1, count - 2)
        if first < second and first + 1 not in (second, best_test, low):
            break
    validation = draw.integers(30, 60, count) / 100
    validation[first] = validation[second] = 0.75
    test = torch.randperm(30, generator=draw_generator(draw))[:count] / 100 + 0.3
    test[best_test], test[second] = 0.85, 0.8
    validation[low] = 0.1
    reply = student.run(best_probe, validation=validation.double(), test=test.double())
    if not reply.flag("pair"):
        raise Failed("Return two things: (number of the pass, test accuracy).")
    chosen, accuracy = reply.number("pass"), reply.number("accuracy")

    def is_at(value, place):
        return abs(value - test[place].item()) < 1e-6

    expect(reply.flag("kept"), "The lists that were given are changed. Do not sort in place.")
    expect(
        not (accuracy == int(accuracy) and is_at(chosen, first)),
        "The two are swapped: the number of the pass first, then the test accuracy.",
    )
    expect(
        chosen != best_test,
        "You chose the pass by its test accuracy. Then the test set is used up: choose on the validation set.",
    )
    expect(chosen != count - 1, "You take the last pass. Take the best one on the validation set.")
    expect(chosen != second, "Two passes are equally good on the validation set: take the earlier one.")
    expect(chosen != low, "This is the worst pass on the validation set.")
    expect(chosen != first + 1, "The passes are counted from 0.")
    expect(chosen == first, "This is not the pass with the highest validation accuracy.")
    expect(
        abs(accuracy - 0.75) > 1e-6,
        "You report the validation accuracy. Report the test accuracy of that pass.",
    )
    expect(
        not is_at(accuracy, best_test),
        "You report the best test accuracy of all passes. Report that of the chosen pass.",
    )
    expect(
        not is_at(accuracy, count - 1),
        "You report the test accuracy of the last pass, not of the chosen one.",
    )
    expect(is_at(accuracy, first), "The test accuracy is not that of the chosen pass.")


# 10.7 -----------------------------------------------------------------------------------------


def attention_probe(names, output, query, lengths):
    """Return the student's pooled states and weights, and the gradients of a sum of the pooled states."""
    output, query = output.clone().requires_grad_(), query.clone().requires_grad_()
    answer = names["attention_pool"](output, query, lengths)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    reply = {"pair": True, "pooled": answer[0], "weights": answer[1], "linked": False}
    if isinstance(answer[0], torch.Tensor) and answer[0].requires_grad:
        grads = torch.autograd.grad(answer[0].square().sum(), (output, query), allow_unused=True)
        reply["linked"] = all(g is not None for g in grads)
        if reply["linked"]:
            reply["d_output"], reply["d_query"] = grads
    return reply


def attention_meta_probe(names, batch, steps, units):
    """Run the student's function where no numbers exist; lengths stay on the CPU."""
    output, query = torch.zeros(batch, steps, units, device="meta"), torch.zeros(units, device="meta")
    try:
        _, weights = names["attention_pool"](output, query, torch.arange(batch) % steps + 1)
        return {"device": weights.device.type}
    except RuntimeError as error:
        words = str(error)
        mixed = "expected device" in words or "same device" in words or "from meta" in words
        return {"device": "mixed" if mixed else "meta"}


def drawn_states(draw, scale=1.0, dtype=torch.float32):
    """Return (output, query, lengths) with lengths in no order, one of them whole."""
    batch, steps, units = draw.sizes(3, 4, 8)
    lengths = torch.tensor(
        [*draw.sizes(2, 1, steps - 2), steps, *draw.integers(1, steps, batch - 3).tolist()]
    )
    return (
        draw.normal(batch, steps, units, dtype=dtype),
        draw.normal(units, scale=scale, dtype=dtype),
        lengths,
    )


def pooled_and_weights(student, output, query, lengths):
    reply = student.run(attention_probe, output=output, query=query, lengths=lengths)
    expect(reply.flag("pair"), "Return two things: (pooled, weights).")
    return reply, reply.tensor("pooled"), reply.tensor("weights")


def expect_weights(weights, pooled, output):
    """Fail unless the weights have their shape."""
    batch, steps, units = output.shape
    expect(
        not (list(pooled.shape) == [batch, steps] and list(weights.shape) == [batch, units]),
        "The two results are swapped: pooled first, then the weights.",
    )
    expect(list(weights.shape) != [batch, steps, 1], "The weights have an axis too many: [batch, seq_len].")
    expect(
        list(weights.shape) != [batch, steps, units],
        "There is a weight for each number of each state. Asked is one for each state: the dot product sums up.",
    )
    expect_shape(weights, [batch, steps], "one weight for each review and word.")


@check("10_sentiment.attention", points=2)
def weights(student, draw):
    for dtype in (torch.float32, torch.float64):
        output, query, lengths = drawn_states(draw, dtype=dtype)
        _, pooled, found = pooled_and_weights(student, output, query, lengths)
        expect_weights(found, pooled, output)
        places = torch.arange(output.shape[1])
        padding = places >= lengths[:, None]
        scores = output @ query
        never = float("-inf")
        right = scores.masked_fill(padding, never).softmax(1)
        cut = scores.softmax(1) * ~padding
        one_less = scores.masked_fill((places >= (lengths - 1).clamp(min=1)[:, None]), never).softmax(1)
        one_more = scores.masked_fill(places > lengths[:, None], never).softmax(1)
        by_batch = scores.masked_fill(padding, -1e9).softmax(0)
        unit = output / output.norm(dim=2, keepdim=True) @ query / query.norm()
        expect_close(
            found,
            right,
            "The weights differ from the softmax of the dot products, over the real words.",
            mistakes={
                "The padding gets weights: the lengths have no effect.": scores.softmax(1),
                "The weights do not sum to 1: the padding is taken away after the softmax. Give it the score -inf "
                "before.": cut,
                "The padded scores are set to 0 before the softmax, and e to the 0 is 1. Set them to -inf.": (
                    scores * ~padding
                ).softmax(1),
                "The last real word is left out: places from lengths on are padding.": one_less,
                "One padded place gets a weight: the place number `lengths` is padding already.": one_more,
                "The softmax goes over the batch. It must go over the words.": by_batch,
                "The softmax goes over the batch, and over the padding.": scores.softmax(0),
                "The scores are divided by the root of hidden_size. Take the dot product as it is.": (
                    (scores / output.shape[2] ** 0.5).masked_fill(padding, never).softmax(1)
                ),
                "The scores are cosines. Take the dot product as it is.": unit.masked_fill(
                    padding, never
                ).softmax(1),
                "Every real word has the same weight: where is the query?": (~padding / lengths[:, None]).to(
                    scores
                ),
                "All weight lies on one word: this is a maximum, not a softmax.": torch.nn.functional.one_hot(
                    scores.masked_fill(padding, never).argmax(1), len(places)
                ).to(scores),
                "The scores came back, before the softmax.": scores,
                "These are logarithms of the weights: softmax, not log_softmax.": right.log(),
                "The real words are masked, and the padding is kept: the mask is turned round.": scores.masked_fill(
                    ~padding, -1e9
                ).softmax(1),
            },
        )
        expect(
            bool((found[padding] == 0).all()),
            "A padded place has a small weight that is not 0. Give it the score -inf: e to the -inf is exactly 0.",
        )
        expect_dtype(found, dtype, "the weights take the dtype of the states.")
    output, query, lengths = drawn_states(draw)
    mask = torch.arange(output.shape[1]) >= lengths[:, None]
    output = output + query / query.norm() * torch.where(mask, 5.0, -30.0)[..., None]
    query = 80 * query / query.norm()  # scores near -2400, and near 400 in the padding
    _, pooled, found = pooled_and_weights(student, output, query, lengths)
    expect(
        bool(torch.isfinite(found).all()),
        "Large scores give nan: take torch's softmax, not exp and a division.",
    )
    expect_close(
        found,
        (output @ query).masked_fill(mask, float("-inf")).softmax(1),
        "With large scores the weights are wrong. Is the padding masked with a number that is not low enough, "
        "or a maximum taken over the padding?",
        atol=1e-4,
    )
    device = student.run(attention_meta_probe, batch=4, steps=5, units=3).text("device")
    expect(
        device == "meta",
        "Two devices are mixed. lengths lies on the CPU: bring it to the device of output, and make new tensors there.",
    )


@check("10_sentiment.attention", points=1)
def pooled(student, draw):
    output, query, lengths = drawn_states(draw, dtype=torch.float64)
    reply, found, given = pooled_and_weights(student, output, query, lengths)
    batch, steps, units = output.shape
    expect_weights(given, found, output)
    expect(list(found.shape) != [batch, 1, units], "pooled has an axis too many: [batch, hidden_size].")
    expect(
        list(found.shape) != [batch, steps, units],
        "pooled still has the axis of the words. Sum over it: [batch, hidden_size].",
    )
    expect_shape(found, [batch, units], "one vector for each review.")
    weighted = given.double()[..., None] * output
    real = (torch.arange(steps) < lengths[:, None])[..., None]
    expect_close(
        found.double(),
        weighted.sum(1),
        "pooled is not the sum of the states, each times its weight.",
        mistakes={
            "The weighted sum is divided by seq_len. The weights sum to 1 already.": weighted.mean(1),
            "The weighted sum is divided by the lengths. The weights sum to 1 already.": weighted.sum(1)
            / lengths[:, None],
            "pooled is the plain sum of the states: use the weights.": output.sum(1),
            "pooled is the plain mean of the states: use the weights.": output.mean(1),
            "pooled is the plain mean of the real states: use the weights.": (output * real).sum(1)
            / lengths[:, None],
            "pooled is the plain sum of the real states: use the weights.": (output * real).sum(1),
            "pooled is the largest weighted state, number by number. Take the sum.": weighted.amax(1),
            "pooled is the last state: use the weights.": output[torch.arange(batch), lengths - 1],
            "pooled is the state with the largest weight. Take the weighted sum of all.": output[
                torch.arange(batch), given.argmax(1)
            ],
            "The states are weighted with the scores, before the softmax.": (
                (output @ query)[..., None] * output
            ).sum(1),
            "The weighted sum is normalised to length 1. Leave it as it is.": torch.nn.functional.normalize(
                weighted.sum(1)
            ),
        },
    )
    expect(
        reply.flag("linked"),
        "No gradient reaches the states or the query: is there a detach or a no_grad? The query could not learn.",
    )
    d_query, d_output = reply.tensor("d_query"), reply.tensor("d_output")
    expect(
        bool(torch.isfinite(d_query).all() and torch.isfinite(d_output).all()),
        "The gradients hold nan or inf.",
    )
    expect(
        bool((d_query != 0).any()),
        "The gradient of the query is 0: the weights are detached, or do not use it.",
    )
    leaf_output, leaf_query = output.clone().requires_grad_(), query.clone().requires_grad_()
    frozen = (given.double()[..., None] * leaf_output).sum(1).square().sum()
    (only_sum,) = torch.autograd.grad(frozen, leaf_output)
    expect(
        not torch.allclose(d_output, only_sum),
        "The gradient reaches the states through the sum only: the weights are computed from detached states.",
    )
    del leaf_query


# the trained models ---------------------------------------------------------------------------


def trained_probe(names, text):
    """Ask the two trained models for the scores of these reviews."""
    import json

    sentences = json.loads(text)
    reply = {}
    rows = [names["vocabulary"].encode(names["words"](sentence)) for sentence in sentences]
    lengths = torch.tensor([len(row) for row in rows])
    indices = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    for name in ("model", "attention_model"):
        model = names[name]
        model.eval()
        device = next(model.parameters()).device
        with torch.no_grad():
            reply[name] = model(indices.to(device), lengths).cpu()
    return reply


def concordance(scores, labels):
    """Return how often, of two reviews with different labels, the better one has the higher expected class."""
    expected = scores.softmax(-1) @ torch.arange(scores.shape[1], dtype=scores.dtype)
    ahead = (labels[:, None] > labels[None]).double()
    wins = (expected[:, None] > expected[None]).double() + 0.5 * (
        expected[:, None] == expected[None]
    ).double()
    return ((wins * ahead).sum() / ahead.sum()).item()


@check("10_sentiment.trained", points=1, seconds=30)
def held_out(student, draw):
    lines = [line.split("\t") for line in HELD_OUT.read_text(encoding="utf-8").splitlines()]
    lines = shuffled(draw, lines)
    labels = torch.tensor([int(label) for label, _ in lines])
    reply = student.run(trained_probe, text=json.dumps([sentence for _, sentence in lines]))
    for name, said in (("model", "reader"), ("attention_model", "reader with attention")):
        scores = reply.tensor(name).double()
        expect_shape(scores, [len(lines), 5], f"the scores of the trained {said}.")
        expect(bool(torch.isfinite(scores).all()), f"The scores of the trained {said} hold nan or inf.")
        accuracy = (scores.argmax(-1) == labels).double().mean().item()
        expect(
            accuracy > 0.32 or concordance(scores, labels) > 0.64,
            f"On reviews that it has never seen, the trained {said} is right hardly more often than by guessing, and of "
            "two reviews it does not know which one is better. Did its training cell run to its end?",
        )

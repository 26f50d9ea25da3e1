"""Exercise 10.3: Analogies."""

import json

import torch

from autograder.check import check, expect
from autograder.checks.lab10.common import drawn_words, unit
from autograder.contracts import keeps_promises


def analogy_probe(names, questions, text, vectors):
    """Return the student's answers to several questions a : b = c : ?."""
    import json

    answers = [names["analogy"](*asked, json.loads(text), vectors.clone()) for asked in json.loads(questions)]
    other = [answer for answer in answers if not isinstance(answer, str)]
    return {"answers": other[0] if other else json.dumps(answers)}


def call_analogy(names, kept, question, text, vectors):
    import json

    words = json.loads(text)
    return names["analogy"](*question.split(), words, vectors), json.dumps(words)


def analogy_of(question, text, vectors):
    words = json.loads(text)
    i, j, k = triple = [words.index(word) for word in question.split()]
    scores = unit(vectors) @ unit((vectors[j] - vectors[i] + vectors[k])[None])[0]
    scores[triple] = -float("inf")
    return words[int(scores.argmax())], text


def analogy_cases(draw):
    """Return tables by what is said of them; in those of some rows, the first three are a, b and c."""
    near = [[1.0, 0], [1, 0], [2, 1], [1, 1], *([2, 1 + 1e-4 * n] for n in (5, 2, 4, 3))]
    fixed = {
        "With a word in the opposite direction": [[1.0, 0], [1, 1], [1, 0], [-5, -5.1], [1, -0.5]],
        "Where the nearest three are a, b and c": [[1.0, 0.1], [1, 0], [1, -0.1], [0.1, 1], [0, -1]],
        "Where all words but a, b and c point away": [[1.0, 1], [1, 2], [2, 0], [-3, 0], [-1, -1]],
        "With a vector of zeros among words that point away": [[1.0, 1], [1, 2], [2, 0], [-3, 0], [0, 0]],
        "With a vector of zeros among words that are near": [[1.0, 1], [1, 2], [2, 0], [0, 0], [3, 1]],
        "Where b - a + c is zero, and one word is left": [[2.0, 0], [1, 1], [1, -1], [3, -4]],
        "With one number to a word": [[1.0], [3], [2], [-9], [-1], [0.5]],
        "With a short vector in the right direction and long ones beside it": [
            [1.0, 0], [1, 1], [1, 0], [0.001, 0.001], [900, 1200], [1, 1.2],
        ],
        "With angles that only float64 tells apart": torch.tensor(near, dtype=torch.float64),
    }  # fmt: skip
    words = drawn_words(draw, 150)
    cases = {}
    for said, n in (
        ("With 12 words", 12),
        ("With the same words and other vectors", 12),
        ("With 150 words", 150),
    ):
        vectors = torch.rand(n, 3, generator=torch.Generator().manual_seed(len(cases))) - 0.5
        cases[said] = {"question": " ".join(words[5:2:-1]), "text": json.dumps(words[:n]), "vectors": vectors}
    for said, rows in fixed.items():
        some, rows = words[-len(rows) :], torch.as_tensor(rows)
        cases[said] = {"question": " ".join(some[:3]), "text": json.dumps(some), "vectors": rows}
        turned = {"text": json.dumps(some[::-1]), "vectors": rows.flip(0).clone()}
        cases[f"{said}, in reverse order"] = cases[said] | turned
    some = [w for word in words[:3] for w in (word.upper(), word, word.title())]
    cases["With words in upper and lower case"] = cases["With 12 words"] | {
        "question": f"{some[1]} {some[3]} {some[8]}", "text": json.dumps(some), "vectors": vectors[:9],
    }  # fmt: skip
    return cases


def analogy_answers(vectors, triple):
    """Return the row that is the answer to a question, and the rows that frequent mistakes give."""
    units = unit(vectors)
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
        "The distance decides. The task asks for the cosine.": -(vectors - right).norm(dim=1),
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
    """The word nearest to b - a + c by cosine, without a, b and c, in any table; the table stays."""
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
    given = {"questions": json.dumps(questions), "text": json.dumps(words), "vectors": vectors}
    found = json.loads(student.run(analogy_probe, **given).text("answers"))
    expect(
        not any(answer in asked for answer, asked in zip(found, questions, strict=True)),
        "The answer is one of the three words of the question. Leave them out: they are nearly always near.",
    )
    right = [words[answers.pop("right")] for answers in wanted]
    if found != right:
        for hint in wanted[0]:
            expect(found != [words[answers[hint]] for answers in wanted], hint)
    expect(found == right, "Not every answer is the word nearest to b - a + c.")
    cases = analogy_cases(draw)
    results = ("the answer", "what the caller's list holds afterwards")
    keeps_promises(student, call_analogy, [*cases.values()], analogy_of, results=results, notes=tuple(cases))

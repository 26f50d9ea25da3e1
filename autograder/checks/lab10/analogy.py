"""Exercise 10.3: Analogies."""

import json

import torch

from autograder.check import (
    check,
    expect,
)
from autograder.checks.lab10.common import drawn_words


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

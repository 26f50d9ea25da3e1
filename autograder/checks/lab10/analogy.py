"""Exercise 10.3: Analogies."""

import itertools

import torch

from autograder.check import check
from autograder.checks.lab10.common import drawn_words, fixed_vectors, unit
from autograder.contracts import keeps_promises


def call_analogy(names, kept, questions, text, vectors):
    answers, same = [], True
    for question in questions.split(","):
        words = text.split()
        answers.append(names["analogy"](*question.split(), words, vectors))
        same = same and words == text.split()
        if not isinstance(answers[-1], str):
            return answers[-1], same
        if answers[-1] in question.split():
            raise ValueError("the answer is one of the three words of the question: leave them out")
    return " ".join(answers), same


def best(questions, text, scores):
    """Return the words with the highest ``scores(i, j, k)`` to each question, without its own."""
    words, answers = text.split(), []
    for question in questions.split(","):
        triple = [words.index(word) for word in question.split()]
        others = torch.zeros(len(words)).index_fill(0, torch.tensor(triple), -float("inf"))
        answers.append(words[(scores(*triple) + others).argmax()])
    return " ".join(answers)


def analogy_of(questions, text, vectors):
    v, u = vectors, unit(vectors)
    return best(questions, text, lambda i, j, k: u @ unit(v[j] - v[i] + v[k])), True


def mistakes_of(questions, text, vectors):
    """Return hint → the answers that a known mistake gives."""
    v, u = vectors, unit(vectors)
    known = {
        "You go the way from b to a: take b - a + c.": lambda i, j, k: u @ (v[i] - v[j] + v[k]),
        "a and c are mixed up: take b - a + c.": lambda i, j, k: u @ (v[j] - v[k] + v[i]),
        "All three are added. Take b - a + c.": lambda i, j, k: u @ (v[i] + v[j] + v[k]),
        "This is b - a alone: start from c.": lambda i, j, k: u @ (v[j] - v[i]),
        "The three vectors are cut to one length before the arithmetic. Take them as they are.": lambda i, j, k: u @ (u[j] - u[i] + u[k]),
        "These are the neighbours of c. Go on by b - a.": lambda i, j, k: u @ v[k],
        "The dot product decides: long vectors win. Divide by the lengths.": lambda i, j, k: v @ (v[j] - v[i] + v[k]),
        "The distance decides. The task asks for the cosine.": lambda i, j, k: -(v - (v[j] - v[i] + v[k])).norm(dim=1),
        "This is the word that fits least.": lambda i, j, k: -(u @ (v[j] - v[i] + v[k])),
    }  # fmt: skip
    return {said: (best(questions, text, scores),) for said, scores in known.items()}


def asked(words, triples, vectors):
    """Return the arguments that ask about these triples of words, one after the other."""
    questions = ",".join(" ".join(triple) for triple in triples)
    return {"questions": questions, "text": " ".join(words), "vectors": vectors}


@check("10_sentiment.analogy", points=1)
def arithmetic(student, draw):
    """The word nearest to b - a + c by cosine, without a, b and c, in any table; the table stays."""
    near = [[1.0, 0], [1, 0], [2, 1], [1, 1], *([2, 1 + 1e-4 * n] for n in (5, 2, 4, 3))]
    tables = {  # of these words, the first three are a, b and c
        "With a word in the opposite direction": [[1.0, 0], [1, 1], [1, 0], [-5, -5.1], [1, -0.5]],
        "Where the nearest three are a, b and c": [[1.0, 0.1], [1, 0], [1, -0.1], [0.1, 1], [0, -1]],
        "Where all words but a, b and c point away": [[1.0, 1], [1, 2], [2, 0], [-3, 0], [-1, -1]],
        "With a vector of zeros among words that point away": [[1.0, 1], [1, 2], [2, 0], [-3, 0], [0, 0]],
        "With a vector of zeros, and one word a little nearer": [[1.0, 1], [1, 2], [2, 0], [0, 0], [-1, 3.5]],
        "Where b - a + c is zero, and one word is left": [[2.0, 0], [1, 1], [1, -1], [3, -4]],
        "With one number to a word": [[1.0], [3], [2], [-9], [-1], [0.5]],
        "With a short vector in the right direction and long ones beside it": [[1.0, 0], [1, 1], [1, 0], [0.001, 0.001], [900, 1200], [1, 1.2]],
        "With angles that only float64 tells apart": torch.tensor(near, dtype=torch.float64),
    }  # fmt: skip
    words, cases = drawn_words(draw, 150), {}
    words[6:9] = "?", "query", "<unk>"  # are words like all others
    counts = {"With 12 words": 12, "With the same words and other vectors": 12, "With 150 words": 150}
    for said, count in counts.items():
        triples = [[words[(i + n) % count] for n in (0, 1, 5)] for i in range(0, count, count // 12)]
        cases[said] = asked(words[:count], triples, fixed_vectors(count, len(cases), 0.5))
    for said, rows in tables.items():
        some, rows = words[-len(rows) :], torch.as_tensor(rows)
        cases[said] = asked(some, [some[:3]], rows)
        cases[f"{said}, in reverse order"] = asked(some[::-1], [some[:3]], rows.flip(0))
    some = [w for word in words[:3] for w in (word.upper(), word, word[2:6])]
    triples = itertools.permutations([some[i] for i in (1, 4, 7, 8)], 3)
    said = "With words in upper and lower case, and words that are parts of others"
    cases[said] = asked(some, triples, fixed_vectors(9, 2, 0.5))
    keeps_promises(
        student, call_analogy, [*cases.values()], analogy_of, notes=tuple(cases), mistakes=mistakes_of,
        results=("the answer", "what the caller's list holds afterwards"),
    )  # fmt: skip

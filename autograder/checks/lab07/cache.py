"""Exercise 7.5: A cache."""

import json

import torch

from autograder.check import check, travels
from autograder.checks.lab07.common import ODD_TEXTS
from autograder.checks.shared import amiss, never_twice
from autograder.expect import expect


@travels
def vector_of(number, text):
    """Return a tensor that tells this text from every other; its length differs from text to text."""
    return torch.tensor([number + 4097.5, 0.1] * (1 + len(text) % 3))


def cache_probe(names, calls, batch_size):
    """Let the student's cache ask a function that takes notes; return its answers call by call."""
    import json

    calls, sent, notes, handed = json.loads(calls), [], [], {}
    number = {text: i for i, text in enumerate(dict.fromkeys(text for call in calls for text in call))}

    def vectorise(texts):
        if not isinstance(texts, (list, tuple)):
            amiss(f"vectorise takes a list of texts, not a {type(texts).__name__}.")
        sent.append(list(texts))
        return [vector_of(number.get(text, -1), text) for text in texts]

    torch.rand(1)  # no seed gives this state
    state = torch.get_rng_state()
    look_up = names["cached"](vectorise, batch_size)
    if not callable(look_up):
        return {"problem": "cached must return a function (look_up), not what look_up returns."}
    if sent:
        return {"problem": "vectorise is called before anybody asks: call it inside look_up."}
    for call in calls:
        texts, first = list(call), len(sent)
        answer = look_up(texts)
        if not isinstance(answer, (list, tuple)):
            return {"problem": "look_up must return a list of tensors. Is a `return` missing?"}
        if not all(isinstance(t, torch.Tensor) and t.dim() == 1 and t.dtype == torch.float32 for t in answer):
            return {
                "problem": "look_up must return one tensor for each text, as vectorise made it (of an empty text, too)."
            }
        never_twice(handed, answer)
        notes.append({"sent": sent[first:], "kept": texts == call, "answer": [t.tolist() for t in answer]})
        if isinstance(answer, list):
            answer.clear()  # the list is the caller's own
    first = len(sent)
    for size in ((), (batch_size,)):
        names["cached"](vectorise, *size)(calls[0][:1])
    if not torch.equal(torch.get_rng_state(), state):
        return {"problem": "Your code draws random numbers, or seeds them: nothing here is random."}
    return {"problem": "", "notes": json.dumps(notes), "fresh": len(sent) - first}


def drawn_calls(draw, size):
    """Return calls that ask for new, known and repeated texts; with odd texts, and more than a cache might hold."""
    mark = draw.size(0, 10**9)  # no text is known from an earlier check
    names = [f"{mark} t{i}" for i in range(26)]
    order = draw.permutation(26).tolist()
    known, new, later = order[: 3 * size + 1], order[14:19], order[19:22]
    shuffled = draw.shuffled([*known, known[0], known[2], known[0]])
    mixed = [known[3], new[0], known[0], *new[1:], known[1], new[0]]
    calls = [shuffled, mixed, list(reversed(known)), [later[0]], [], [*later, known[2]]]
    calls = [[names[i] for i in call] for call in calls]
    # of one length and of the same letters
    alike = ["x" * n + "y" + "x" * (9000 - n) for n in (0, 1, 2, draw.size(50, 8900), 4500, 8999, 9000)]
    odd = [*ODD_TEXTS, *alike, "", " "]
    many = [f"{mark} many {i}" for i in range(1200)]
    more = [f"{mark} more {i}" for i in range(size + 1)]  # a full batch, and one more
    return [
        *calls,
        more,
        odd,
        list(reversed(odd)),
        odd,
        many,
        [*reversed(many[:5]), *odd[:2], many[-1]],
        *calls[:2],
    ]


@check("07_ag_news.cache", points=2)
def kept(student, draw):
    """Whatever is asked, in any order and number: each new text is sent once, in full batches, and each answer fits."""
    size = draw.size(3, 4)
    calls = drawn_calls(draw, size)
    reply = student.run(cache_probe, calls=json.dumps(calls), batch_size=size)
    expect(not reply.text("problem"), reply.text("problem"))
    hint = "A second cache knows texts of the first one: every call of `cached` makes a dict of its own."
    expect(reply.number("fresh") == 2, hint)
    texts = dict.fromkeys(text for call in calls for text in call)
    wanted = {text: vector_of(i, text).tolist() for i, text in enumerate(texts)}
    seen = set()
    for call, note in zip(calls, json.loads(reply.text("notes")), strict=True):
        sent, answer = note["sent"], note["answer"]
        flat = [name for part in sent for name in part]
        fresh = list(dict.fromkeys(text for text in call if text not in seen))
        hint = f"{len(answer)} tensors for {len(call)} texts. A text that comes twice has its tensor twice."
        expect(len(answer) == len(call), hint)
        expect(
            answer == [wanted[text] for text in call],
            "look_up gives a text the tensor of another one, or other numbers than vectorise made: keep the order of the texts that were asked, and take "
            "the texts as they are, and keep those apart that differ in a capital, a space or one letter only, wherever it stands.",
        )
        expect(note["kept"], "look_up changed the caller's list of texts.")
        hint = "Texts are sent to vectorise again, although their tensors are known. Send only what is new."
        expect(not any(name in seen for name in flat), hint)
        hint = "A text that comes twice in one call is sent twice. Drop the repeats first."
        expect(len(flat) == len(set(flat)), hint)
        hint = "Not exactly the new texts were sent to vectorise (an empty text is a text, too)."
        expect(sorted(flat) == sorted(fresh), hint)
        hint = "Nothing is new, but vectorise is called all the same, with an empty list."
        expect(fresh or not sent, hint)
        expect(
            all(sent),
            "vectorise is called with an empty list, after the new texts: is their number a multiple of batch_size?",
        )
        expect(all(len(part) <= size for part in sent), "More than batch_size texts are sent at once.")
        hint = "The new texts are sent one by one. Send them in batches of batch_size."
        expect(len(sent) < len(fresh) or len(fresh) < 2, hint)
        hint = "The batches are not full. First collect the new texts, then cut them into batches; only the last is smaller."
        expect(all(len(part) == size for part in sent[:-1]), hint)
        seen.update(fresh)

"""Exercise 7.5: A cache."""

import json

import torch

from autograder.check import check, travels
from autograder.checks.lab07.common import ODD_TEXTS
from autograder.checks.shared import amiss, never_twice
from autograder.expect import expect, expect_each


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
        amiss("cached must return a function (look_up), not what look_up returns.")
    if sent:
        amiss("vectorise is called before anybody asks: call it inside look_up.")
    for call in calls:
        texts, first = list(call), len(sent)
        answer = look_up(texts)
        if not isinstance(answer, (list, tuple)):
            amiss("look_up must return a list of tensors. Is a `return` missing?")
        made = [isinstance(t, torch.Tensor) and t.dim() == 1 and t.dtype == torch.float32 for t in answer]
        if not all(made):
            amiss(
                "look_up must return one tensor for each text, as vectorise made it (of an empty text, too)."
            )
        never_twice(handed, answer)
        notes.append({"sent": sent[first:], "kept": texts == call, "answer": [t.tolist() for t in answer]})
        if isinstance(answer, list):
            answer.clear()  # the list is the caller's own
    first = len(sent)
    for size in ((), (batch_size,)):
        names["cached"](vectorise, *size)(calls[0][:1])
    if not torch.equal(torch.get_rng_state(), state):
        amiss("Your code draws random numbers, or seeds them: nothing here is random.")
    return {"notes": json.dumps(notes), "fresh": len(sent) - first}


def drawn_calls(draw, size):
    """Return calls that ask for new, known and repeated texts; with odd texts, and more than a cache might hold."""
    mark = draw.size(0, 10**9)  # no text is known from an earlier check
    names = draw.shuffled([f"{mark} t{i}" for i in range(26)])
    known, new, later = names[: 3 * size + 1], names[14:19], names[19:22]
    shuffled = draw.shuffled([*known, known[0], known[2], known[0]])
    mixed = [known[3], new[0], known[0], *new[1:], known[1], new[0]]
    calls = [shuffled, mixed, known[::-1], later[:1], [], [*later, known[2]]]
    # of one length and of the same letters
    alike = ["x" * n + "y" + "x" * (9000 - n) for n in (0, 1, 2, draw.size(50, 8900), 4500, 8999, 9000)]
    odd = [*ODD_TEXTS, *alike, "", " "]
    many = [f"{mark} many {i}" for i in range(1200)]
    more = [f"{mark} more {i}" for i in range(size + 1)]  # a full batch, and one more
    again = [*reversed(many[:5]), *odd[:2], many[-1]]
    return [*calls, more, odd, odd[::-1], odd, many, again, *calls[:2]]


@check("07_ag_news.cache", points=2)
def kept(student, draw):
    """Whatever is asked, in any order and number: each new text is sent once, in full batches, and each answer fits."""
    size = draw.size(3, 4)
    calls = drawn_calls(draw, size)
    reply = student.run(cache_probe, calls=json.dumps(calls), batch_size=size)
    hint = "A second cache knows texts of the first one: every call of `cached` makes a dict of its own."
    expect(reply.number("fresh") == 2, hint)
    texts = dict.fromkeys(text for call in calls for text in call)
    wanted = {text: vector_of(i, text).tolist() for i, text in enumerate(texts)}
    wrong = "look_up gives a text the tensor of another one, or other numbers than vectorise made: keep the order of the texts that were asked, and take "
    wrong += "the texts as they are, and keep those apart that differ in a capital, a space or one letter only, wherever it stands."
    seen = set()
    for call, note in zip(calls, json.loads(reply.text("notes")), strict=True):
        sent, answer = note["sent"], note["answer"]
        flat = [str(name) for part in sent for name in part]
        fresh = list(dict.fromkeys(text for text in call if text not in seen))
        expect_each({
            f"{len(answer)} tensors for {len(call)} texts. A text that comes twice has its tensor twice.": len(answer) == len(call),
            wrong: answer == [wanted[text] for text in call],
            "look_up changed the caller's list of texts.": note["kept"],
            "Texts are sent to vectorise again, although their tensors are known. Send only what is new.": not seen.intersection(flat),
            "A text that comes twice in one call is sent twice. Drop the repeats first.": len(flat) == len(set(flat)),
            "Not exactly the new texts were sent to vectorise (an empty text is a text, too).": sorted(flat) == sorted(fresh),
            "Nothing is new, but vectorise is called all the same, with an empty list.": fresh or not sent,
            "vectorise is called with an empty list, after the new texts: is their number a multiple of batch_size?": all(sent),
            "More than batch_size texts are sent at once.": all(len(part) <= size for part in sent),
            "The new texts are sent one by one. Send them in batches of batch_size.": len(sent) < len(fresh) or len(fresh) < 2,
            "The batches are not full. First collect the new texts, then cut them into batches; only the last is smaller.": all(len(part) == size for part in sent[:-1]),
        })  # fmt: skip
        seen.update(fresh)

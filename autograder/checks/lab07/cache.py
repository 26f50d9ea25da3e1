"""Exercise 7.5: A cache."""

import torch

from autograder.check import check, expect


def cache_probe(names, table, calls, batch_size):
    """Let the student's cache ask a function that takes notes; return its answers call by call."""
    sent, reply = [], {"problem": ""}

    def vectorise(texts):
        texts = list(texts)
        sent.append(texts)
        return [table[int(t.split("t")[1])].clone() for t in texts]

    look_up = names["cached"](vectorise, batch_size)
    if not callable(look_up):
        return {"problem": "function", "got": type(look_up).__name__}
    reply["early"] = len(sent)
    for k, call in enumerate(calls.split("\n")):
        texts = call.split()
        before = list(texts)
        first = len(sent)
        answer = look_up(texts)
        reply[f"sent {k}"] = "\n".join(" ".join(part) for part in sent[first:])
        reply[f"calls {k}"] = len(sent) - first
        reply[f"kept {k}"] = texts == before
        if isinstance(answer, torch.Tensor) and len(texts):
            answer = list(answer)
        if not isinstance(answer, (list, tuple)):
            return reply | {"problem": "list", "got": type(answer).__name__}
        if not all(isinstance(t, torch.Tensor) and t.shape == table.shape[1:] for t in answer):
            return reply | {"problem": "tensors"}
        reply[f"answer {k}"] = torch.stack(list(answer)) if len(answer) else torch.zeros(0, *table.shape[1:])
    first = len(sent)
    names["cached"](vectorise)([calls.split()[0]])
    reply["fresh"] = len(sent) - first
    return reply


@check("07_ag_news.cache", points=2)
def kept(student, draw):
    size, n = draw.size(2, 4), 26
    mark = draw.size(0, 10**9)  # no text is known from an earlier check
    names = [f"{mark}t{i}" for i in range(n)]
    order = draw.permutation(n).tolist()
    known, new, later = order[: 3 * size + 1], order[14:19], order[19:22]
    repeated = [*known, known[0], known[2], known[0]]
    shuffled = draw.shuffled(repeated)
    mixed = [known[3], new[0], known[0], *new[1:], known[1], new[0]]
    calls = [shuffled, mixed, list(reversed(known)), [later[0]], [], [*later, known[2]]]
    lines = "\n".join(" ".join(names[i] for i in call) for call in calls)
    table = draw.normal(n, 3, 2)
    reply = student.run(cache_probe, table=table, calls=lines, batch_size=size)
    problem = reply.text("problem")
    expect(problem != "function", "cached must return a function (look_up), not what look_up returns.")
    expect(reply.number("early") == 0, "vectorise is called before anybody asks: call it inside look_up.")
    expect(problem != "list", "look_up must return a list of tensors. Is a `return` missing?")
    expect(problem != "tensors", "look_up must return one tensor for each text, as vectorise made it.")
    seen = set()
    for k, call in enumerate(calls):
        sent = [part.split() for part in reply.text(f"sent {k}").split("\n") if part]
        flat = [name for part in sent for name in part]
        fresh = list(dict.fromkeys(names[i] for i in call if names[i] not in seen))
        answer = reply.tensor(f"answer {k}")
        expect(
            len(answer) == len(call),
            f"{len(answer)} tensors for {len(call)} texts. A text that comes twice has its tensor twice.",
        )
        wanted = table[call] if call else answer
        hint = "look_up gives a text the tensor of another one: keep the order of the texts that were asked."
        expect(torch.equal(answer, wanted), hint)
        expect(reply.flag(f"kept {k}"), "look_up changed the caller's list of texts.")
        old = [name for name in flat if name in seen]
        expect(
            not old,
            "Texts are sent to vectorise again, although their tensors are known. Send only what is new.",
        )
        expect(
            len(flat) == len(set(flat)),
            "A text that comes twice in one call is sent twice. Drop the repeats first.",
        )
        expect(sorted(flat) == sorted(fresh), "Not exactly the new texts were sent to vectorise.")
        count = reply.number(f"calls {k}")
        expect(
            fresh or count == 0, "Nothing is new, but vectorise is called all the same, with an empty list."
        )
        expect(
            all(len(part) <= size for part in sent),
            "More than batch_size texts are sent at once.",
        )
        expect(
            size == 1 or len(sent) < len(fresh) or len(fresh) < 2,
            "The new texts are sent one by one. Send them in batches of batch_size.",
        )
        expect(
            all(len(part) == size for part in sent[:-1]),
            "The batches are not full. First collect the new texts, then cut them into batches.",
        )
        seen.update(fresh)
    expect(
        reply.number("fresh") == 1,
        "A second cache knows texts of the first one: every call of `cached` makes a dict of its own.",
    )

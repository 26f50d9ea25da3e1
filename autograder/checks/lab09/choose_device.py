"""Exercise 9.2: choose_device."""

import torch

from autograder.check import check, expect


def device_probe(names, available):
    """Return what is chosen when CUDA is, or is not, available; torch is put back as it was."""
    import course
    import course.device

    def own():
        raise NotImplementedError("Exercise 9.2 asks for your own code, without pick_device")

    choose = names["choose_device"]
    space = getattr(choose, "__globals__", {})
    places = [
        (torch.cuda, "is_available", lambda: available),
        (torch.cuda, "device_count", lambda: int(available)),
    ]
    places += [(course, "pick_device", own), (course.device, "pick_device", own)]
    before = [getattr(place, name) for place, name, _ in places]
    picked = space.get("pick_device")
    try:
        for place, name, stand_in in places:
            setattr(place, name, stand_in)
        if picked is not None:
            space["pick_device"] = own
        chosen = choose()
    finally:
        for (place, name, _), real in zip(places, before, strict=True):
            setattr(place, name, real)
        if picked is not None:
            space["pick_device"] = picked
    if isinstance(chosen, torch.device):
        return {"kind": "device", "type": chosen.type}
    kind = "nothing" if chosen is None else type(chosen).__name__
    return {"kind": "torch.cuda.device" if kind == "device" else kind, "type": str(chosen)}


@check("09_digits_by_rows.choose_device", points=1)
def both_computers(student, draw):
    chosen = {}
    for available in (False, True):
        reply = student.run(device_probe, available=available)
        kind = reply.text("kind")
        expect(kind != "nothing", "Nothing came back: is a `return` missing?")
        expect(kind == "device", f"Return a torch.device, not a {kind}: torch.device(...).")
        chosen[available] = reply.text("type")
    expect(
        (chosen[False], chosen[True]) != ("cpu", "cpu"),
        "You choose the CPU also when CUDA is available. Is the answer of is_available() used, at each call?",
    )
    expect(
        (chosen[False], chosen[True]) != ("cuda", "cuda"),
        "You choose CUDA also when there is none. Are the parentheses of is_available() there? A function without them is always true.",
    )
    expect((chosen[False], chosen[True]) != ("cuda", "cpu"), "The two choices are exchanged.")
    expect(chosen[False] == "cpu", f"Without CUDA, you choose {chosen[False]!r}. Choose the CPU.")
    expect(chosen[True] == "cuda", f"With CUDA, you choose {chosen[True]!r}. Choose CUDA.")

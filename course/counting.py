"""A model that only counts, with back-off: the baseline that a network of characters has to beat."""

import torch


def witten_bell(train, held_out, n, size):
    """Return the probability of every character of held_out, mixed from the counts of 0 to n characters before it.

    Every context with as many characters as it has been followed by, `seen`, of `kinds` different ones, gives

        p(c | context) = (count(context, c) + kinds * p(c | context without its first character)) / (seen + kinds)

    so that a context seen rarely listens to the shorter one, and an unseen context is the shorter one. Before
    the first character of a row stands a mark of its own. I. Witten, T. Bell, The zero-frequency problem,
    IEEE Transactions on Information Theory 37 (1991), 1085-1094: their method C.

    Parameters
    ----------
    train : Tensor
        int64, [rows, length], numbers below `size`; each row is a text of its own.
    held_out : Tensor
        The same, the text to be judged; [other rows, other length].
    n : int
        How many characters before each place are looked at, at most.
    size : int
        How many different characters there are.

    Returns
    -------
    Tensor
        float64, [other rows, other length]: a probability for each character of `held_out`.

    Raises
    ------
    ValueError
        When n is negative, or n-grams of that size do not fit into 63 bits.
    """
    if n < 0 or (size + 1) ** (n + 1) >= 2**63:
        raise ValueError(f"n = {n} with {size} characters: n from 0, and the n-grams must fit into 63 bits")
    p = torch.full(held_out.shape, 1 / size, dtype=torch.float64, device=held_out.device)
    for order in range(n + 1):
        learned = _numbers(train, order, size)
        asked = _numbers(held_out, order, size)
        pairs, times = (learned * (size + 1) + train).unique(return_counts=True)
        contexts, place = (pairs // (size + 1)).unique(return_inverse=True)
        seen = torch.zeros(len(contexts), dtype=torch.float64, device=p.device)
        seen.index_add_(0, place, times.double())
        kinds = torch.bincount(place, minlength=len(contexts)).double()
        count = _look_up(asked * (size + 1) + held_out, pairs, times.double())
        kinds, seen = _look_up(asked, contexts, kinds), _look_up(asked, contexts, seen)
        p = torch.where(seen > 0, (count + kinds * p) / (seen + kinds).clamp(min=1), p)
    return p


def _numbers(rows, order, size):
    """Return [rows, length]: one number for the `order` characters before each place."""
    numbers = torch.zeros_like(rows)
    for back in range(order, 0, -1):
        before = torch.full_like(rows, size)  # the mark of the start
        before[:, back:] = rows[:, :-back]
        numbers = numbers * (size + 1) + before
    return numbers


def _look_up(asked, keys, values):
    """Return the value of each asked key, and 0 for a key that is not there; keys are sorted."""
    place = torch.searchsorted(keys, asked).clamp(max=len(keys) - 1)
    return values[place] * (keys[place] == asked)

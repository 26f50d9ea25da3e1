"""Lab 10: word vectors in the plane."""

import math

from course.plots.style import BLUE, FAINT, GREEN, ORANGE, PINK, VERMILION, Picture, figure

COLOURS, MARKERS = (BLUE, VERMILION, GREEN, PINK, ORANGE), ("o", "s", "^", "D", "v")


def word_plane(words, vectors, steps=(), start=None):
    """Draw words whose vectors have two numbers, with arrows between some of them.

    Parameters
    ----------
    words : sequence of str
        One for each vector.
    vectors : Tensor
        [n, 2].
    steps : sequence of (str, str)
        An arrow goes from the first word to the second.
    start : str, optional
        A copy of the first arrow begins at this word and ends at the point q.

    Returns
    -------
    Picture
    """
    fig, ax = figure(5.0, 3.2)
    places = {word: tuple(row) for word, row in zip(words, vectors.tolist(), strict=True)}
    style = {"arrowstyle": "-|>", "color": ORANGE, "lw": 1.6, "shrinkA": 6, "shrinkB": 6}
    for begin, end in steps:
        ax.annotate("", places[end], places[begin], arrowprops=style)
    for word, (x, y) in places.items():
        ax.plot(x, y, "o", color=BLUE, ms=6)
        ax.annotate(word, (x, y), (7, 5), textcoords="offset points", fontsize=11)
    ax.axhline(0, color=FAINT, lw=0.8)
    ax.axvline(0, color=FAINT, lw=0.8)
    ax.margins(0.22)
    ax.set(xlabel="first number", ylabel="second number")
    where = ", ".join(f"{word} at ({x:g}, {y:g})" for word, (x, y) in places.items())
    moves = "".join(f" An arrow goes from {begin} to {end}." for begin, end in steps)
    finding = f"{len(places)} words as points: a vector of two numbers is a place."
    if start is not None:
        begin, end = (places[word] for word in steps[0])
        q = tuple(s + e - b for s, b, e in zip(places[start], begin, end, strict=True))
        ax.annotate("", q, places[start], arrowprops={**style, "linestyle": "--"})
        ax.plot(*q, "o", mfc="none", mec=ORANGE, ms=8)
        ax.annotate("q", q, (7, 5), textcoords="offset points", fontsize=11, color=ORANGE, style="italic")
        others = [word for word in places if word not in (*steps[0], start)]
        beside = min(others, key=lambda word: math.dist(places[word], q))
        finding = f"The same step that leads from {steps[0][0]} to {steps[0][1]}, begun at {start}, ends beside {beside}."
        moves += f" Its copy ends at q ({q[0]:g}, {q[1]:g})."
    return Picture(fig, finding, f"The words as points: {where}.{moves}")


def neighbour_map(vectors, groups):
    """Draw groups of words in the two directions in which their unit vectors differ most.

    Parameters
    ----------
    vectors : dict of str to Tensor
        A vector for every word of the groups.
    groups : dict of str to list of str
        A word and its neighbours.

    Returns
    -------
    Picture
    """
    import torch

    group_of = {}
    for number, (word, others) in enumerate(groups.items()):
        for each in (word, *others):
            group_of.setdefault(each, number)
    rows = torch.stack([vectors[word].detach().double().cpu() for word in group_of])
    rows = rows / rows.norm(dim=1, keepdim=True).clamp(min=1e-12)
    rows = rows - rows.mean(0)
    _, values, directions = torch.linalg.svd(rows, full_matrices=False)
    share = (values[:2].square().sum() / values.square().sum()).item()
    points = rows @ directions[:2].T
    fig, ax = figure(7.2, 4.6)
    inches = (
        (points - points.min(0).values)
        / (points.max(0).values - points.min(0).values)
        * torch.tensor([5.4, 3.6])
    )
    labels = _labels(inches.tolist(), list(group_of), [word in groups for word in group_of])
    for (word, number), (x, y), (left, middle) in zip(group_of.items(), inches.tolist(), labels, strict=True):
        main, colour = word in groups, COLOURS[number % 5]
        ax.plot(x, y, MARKERS[number % 5], color=colour, ms=8 if main else 5)
        end = left if left > x else left + _width(word, main)
        if abs(end - x) + abs(middle - y) > 0.3:
            ax.plot(
                [x, min(max(x, left), left + _width(word, main))], [y, middle], color=FAINT, lw=0.6, zorder=0
            )
        style = {"fontsize": 11 if main else 9.5, "weight": "bold" if main else "normal"}
        ax.text(left, middle, word, color=colour, va="center", **style)
    ax.set(xlim=(-0.7, 6.1), ylim=(-0.3, 3.9), xticks=[], yticks=[])
    ax.set(xlabel=f"first direction of {rows.shape[1]}", ylabel=f"second direction of {rows.shape[1]}")
    ax.set_title(f"these two directions hold {share:.0%} of the differences", fontsize=10)
    number_of = torch.tensor(list(group_of.values()))
    middles = torch.stack([points[number_of == n].mean(0) for n in range(len(groups))])
    near = torch.cdist(points, middles).argmin(1)
    strays = [word for word, n, m in zip(group_of, number_of, near, strict=True) if n != m]
    apart = "Every word stands nearest to the middle of its own group"
    apart = f"{apart}, except {', '.join(strays)}" if strays else apart
    said = "; ".join(f"{word} with {', '.join(others)}" for word, others in groups.items())
    return Picture(
        fig, f"{apart}.", f"Words and their nearest neighbours: {said}. Two directions hold {share:.0%}."
    )


def _width(word, main):
    """Return about how many inches a label takes."""
    return len(word) * (0.105 if main else 0.082)


def _labels(points, words, main):
    """Return where each label begins and its middle's height: near its point, and over nothing else."""
    taken = [(x - 0.06, x + 0.06, y - 0.06, y + 0.06) for x, y in points]
    places = [(0.0, 0.0)] * len(points)
    for i in sorted(range(len(points)), key=lambda i: not main[i]):
        (x, y), width = points[i], _width(words[i], main[i])
        spots = []
        for far in range(6):
            for up in (0.0, 0.1 + 0.12 * far, -0.1 - 0.12 * far):
                spots += [(x + 0.1 + 0.08 * far, y + up), (x - 0.1 - 0.08 * far - width, y + up)]
        own = taken[:i] + taken[i + 1 :]
        free = [s for s in spots if not any(_meet(s[0], s[0] + width, s[1], box) for box in own)]
        left, middle = places[i] = (free or spots)[0]
        taken.append((left, left + width, middle - 0.09, middle + 0.09))
    return places


def _meet(left, right, middle, box):
    return left < box[1] and right > box[0] and middle - 0.09 < box[3] and middle + 0.09 > box[2]

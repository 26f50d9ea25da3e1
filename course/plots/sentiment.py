"""Lab 10: word vectors in the plane, the reader of reviews, passes of training, weights over words."""

import math
import textwrap

from course.plots.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PINK,
    SKY,
    VERMILION,
    arrow,
    box,
    diagram,
    figure,
)

COLOURS, MARKERS = (BLUE, VERMILION, GREEN, PINK, ORANGE), ("o", "s", "^", "D", "v")


def word_plane(words, vectors, steps=(), start=None):
    """Draw words whose vectors have two numbers, with arrows between some of them.

    Parameters
    ----------
    words : sequence of str
    vectors : Tensor
        [n, 2].
    steps : sequence of (str, str)
        An arrow goes from the first word to the second.
    start : str, optional
        A copy of the first arrow begins at this word and ends at the point q.

    Returns
    -------
    (Figure, str)
        The figure, where the arrows go, and the word beside q.
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
    if start is not None:
        begin, end = (places[word] for word in steps[0])
        q = tuple(s + e - b for s, b, e in zip(places[start], begin, end, strict=True))
        ax.annotate("", q, places[start], arrowprops={**style, "linestyle": "--"})
        ax.plot(*q, "o", mfc="none", mec=ORANGE, ms=8)
        ax.annotate("q", q, (7, 5), textcoords="offset points", fontsize=11, color=ORANGE, style="italic")
        others = [word for word in places if word not in (*steps[0], start)]
        beside = min(others, key=lambda word: math.dist(places[word], q))
        moves += (
            f" Its copy, begun at {start}, ends at q ({q[0]:g}, {q[1]:g}), and the word beside q is {beside}."
        )
    return fig, f"{moves} The words as points: {where}.".strip()


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
    (Figure, str)
        The figure, the groups, which words stand in another group, and how much two directions hold.
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
    return (
        fig,
        f"Words and their nearest neighbours in the plane: {said}. {apart}. Two directions hold {share:.0%}.",
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


def review_reader(words=("not", "a", "good", "film")):
    """Draw the reader of reviews: a vector a word, a state a word, one answer at the end.

    Parameters
    ----------
    words : sequence of str
        The review; two padded places follow it.
    """
    steps = [*words, "<pad>", "<pad>"]
    fig, ax = diagram(1.5 + 0.95 * len(steps), 3.5)
    for t, word in enumerate(steps):
        x, real = 1.5 + 0.95 * t, t < len(words)
        colour = INK if real else FAINT
        ax.text(x, 0.3, word, ha="center", va="center", fontsize=11, color=colour)
        box(ax, x, 0.95, "vector" if real else "zeros", ORANGE if real else FAINT, width=0.78, height=0.42)
        box(ax, x, 1.85, "state" if real else "", BLUE if real else FAINT, width=0.78, height=0.42)
        arrow(ax, (x, 1.18), (x, 1.62), color=colour)
        if t:
            arrow(ax, (x - 0.55, 1.85), (x - 0.4, 1.85), color=colour)
    last = 1.5 + 0.95 * (len(words) - 1)
    box(ax, last, 2.95, "5 scores", GREEN, width=1.1, height=0.46)
    arrow(ax, (last, 2.08), (last, 2.7))
    ax.text(last + 0.15, 2.4, "linear", va="center", fontsize=10)
    for y, text in ((0.95, "embedding"), (1.85, "GRU")):
        ax.text(0.95, y, text, ha="right", va="center", fontsize=11)
    return fig


def passes_curves(histories):
    """Draw loss and accuracy after every pass, on training and on validation data, for several models.

    Parameters
    ----------
    histories : dict of str to dict
        Name → lists "train_loss", "train_accuracy", "validation_loss", "validation_accuracy".

    Returns
    -------
    (Figure, str)
        The figure, and each model's accuracies: the best on validation data, and both of the last pass.
    """
    fig, axes = figure(
        2.4 * len(histories) + 0.4, 4.2, rows=2, columns=len(histories), sharex=True, sharey="row", squeeze=False
    )  # fmt: skip
    found = []
    for column, (name, history) in enumerate(histories.items()):
        for row, what in enumerate(("loss", "accuracy")):
            ax = axes[row, column]
            for part, colour, marker in (("train", BLUE, "o"), ("validation", ORANGE, "s")):
                values = history[f"{part}_{what}"]
                ax.plot(range(len(values)), values, color=colour, marker=marker, ms=3.5, lw=1.6, label=part)
            if not column:
                ax.set_ylabel(what)
        axes[0, column].set_title(name)
        axes[1, column].set_xlabel("pass")
        axes[1, column].xaxis.get_major_locator().set_params(integer=True)
        ends = [history[f"{part}_accuracy"][-1] for part in ("train", "validation")]
        best = max(history["validation_accuracy"])
        found.append(
            f"{name}: validation {best:.0%} at best and {ends[1]:.0%} at the end, training {ends[0]:.0%}"
        )
    axes[1, 0].set_ylim(0, 1.03)
    axes[0, 0].legend(fontsize=9)
    return fig, "Accuracy over the passes. " + "; ".join(found) + "."


def word_weights(rows, titles):
    """Draw sentences with a tint behind every word: the darker, the more weight; the largest weight is written.

    Parameters
    ----------
    rows : sequence of (list of str, Tensor)
        The words of each sentence and their weights, which sum to 1.
    titles : sequence of str
        Said above each sentence.

    Returns
    -------
    (Figure, str)
        The figure, and for every sentence the two words with the largest weights.
    """
    import matplotlib

    widest = 78  # characters a line
    lines, y, found = [], 0.0, []
    for (words, weights), title in zip(rows, titles, strict=True):
        weights = weights.detach().double().cpu().tolist()
        lines.append(("title", 0.0, y, title, 0.0))
        y, x = y + 0.34, 0.0
        for word, weight in zip(words, weights, strict=True):
            if weight == max(weights):
                word = f"{word} ({weight:.0%})"
            width = len(word) + 1.2
            if x + width > widest:
                x, y = 0.0, y + 0.46
            lines.append(("word", x, y, word, weight))
            x += width + 0.25
        y += 0.62
        order = sorted(range(len(words)), key=lambda i, weights=weights: -weights[i])[:2]
        best = " and ".join(f"{words[i]} {weights[i]:.0%}" for i in order)
        found.append(f"{textwrap.shorten(title, 60)}: most weight on {best}")
    fig, ax = figure(7.2, y + 0.1)
    tint = matplotlib.colormaps["Blues"]
    for kind, x, top, text, weight in lines:
        if kind == "title":
            ax.text(0, top, text, va="center", fontsize=10, color=INK)
            continue
        width = len(text) + 1.2
        strength = min(1.0, weight / 0.5)
        patch = matplotlib.patches.Rectangle(
            (x, top - 0.19), width, 0.38, fc=tint(strength * 0.9), ec=SKY, lw=0.6
        )
        ax.add_patch(patch)
        colour = CARD if strength > 0.6 else INK
        ax.text(
            x + width / 2, top, text, ha="center", va="center", fontsize=10, color=colour, family="monospace"
        )
    ax.set(xlim=(-0.5, widest + 0.5), ylim=(y - 0.25, -0.25))
    ax.axis("off")
    return fig, "Weights over words. " + "; ".join(found) + "."

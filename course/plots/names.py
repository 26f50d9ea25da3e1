"""Lab 06: one step of the name generator, padded names, the rate at which training diverges, paths of states."""

from itertools import pairwise

from course.plots.style import (
    BLUE,
    CARD,
    GREEN,
    INK,
    ORANGE,
    PADDING,
    PINK,
    SKY,
    VERMILION,
    Picture,
    arrow,
    box,
    cell,
    diagram,
    figure,
)


def name_step():
    """Draw one step of the generator: what goes into each of its two layers."""
    fig, ax = diagram(7.2, 2.5)
    for y, text, colour in ((2.1, "category", ORANGE), (1.3, "letter", GREEN), (0.5, "old state", BLUE)):
        box(ax, 0.75, y, text, colour, width=1.2)
        arrow(ax, (1.35, y), (2.05, 1.3 + 0.12 * (y - 1.3)))
    box(ax, 2.8, 1.3, "to_hidden\nlinear", INK, width=1.5, height=0.8)
    box(ax, 4.35, 1.3, "ReLU", INK, width=0.8)
    box(ax, 5.25, 0.5, "new state", BLUE, width=1.2)
    box(ax, 5.25, 2.1, "to_logits\nlinear", INK, width=1.3, height=0.7)
    box(ax, 6.65, 2.1, "logits", PINK, width=0.9)
    arrow(ax, (3.55, 1.3), (3.95, 1.3))
    arrow(ax, (4.5, 1.05), (4.85, 0.75))
    arrow(ax, (5.25, 0.75), (5.25, 1.75))
    arrow(ax, (5.9, 2.1), (6.2, 2.1))
    ax.annotate(
        "",
        (0.75, 0.25),
        (5.25, 0.25),
        arrowprops={"arrowstyle": "-|>", "color": BLUE, "lw": 1.6, "connectionstyle": "bar,fraction=-0.04"},
    )
    ax.text(2.9, 0.2, "for the next letter", color=BLUE, ha="center", va="bottom", fontsize=9)
    return Picture(
        fig,
        "The new state goes into the logits, and back in for the next letter.",
        "Category, letter and old state go together into the linear layer to_hidden, then through a ReLU: that is the "
        "new state. From it goes one arrow to the linear layer to_logits, which makes the logits, and one back to the old state.",
    )


def padded_names(names):
    """Draw names as a batch: the first letters, the targets up to the end marker, and the padding after it.

    Parameters
    ----------
    names : sequence of str
        The names of the batch, in its order.
    """
    rows, columns = len(names), max(map(len, names)) + 1
    fig, ax = figure(0.8 + 0.45 * columns, 0.7 + 0.45 * rows)
    for row, name in enumerate(names):
        for column in range(columns):
            end, padding = column == len(name), column > len(name)
            colour = CARD if column == 0 else ORANGE if end else SKY
            text = "" if padding else "EOS" if end else name[column]
            look = PADDING if padding else {"color": colour, "tint": 0.8, "fontsize": 9 if end else 11}
            cell(ax, column + 0.05, row + 0.05, text, width=0.9, height=0.9, **look)
    ax.text(0.5, -0.1, "only\nread", ha="center", va="bottom", fontsize=9)
    ax.text((columns + 1) / 2, -0.1, "targets", ha="center", va="bottom", fontsize=9)
    ax.set(xlim=(0, columns), ylim=(rows, -0.85))
    ax.set_aspect("equal")
    ax.axis("off")
    targets = "; ".join(f"{name}, {len(name)} targets and {columns - 1 - len(name)} padded" for name in names)
    return Picture(
        fig,
        "The first letter is only read, the places after it are targets, up to EOS; then comes padding.",
        f"A batch of {rows} names, {columns} places each: {targets}.",
    )


def divergence(rates, curves, guessing):
    """Draw the loss after a short training at several learning rates.

    Parameters
    ----------
    rates : list of float
        The learning rates, rising.
    curves : dict of str to list of float
        Name → loss at each rate; one that is too large, or no number, is an arrow at the top edge.
    guessing : float
        The loss of a model that knows nothing; what ends above it has diverged.

    Returns
    -------
    Picture
    """
    import math

    fig, ax = figure(6.4, 3.4)
    top, found, low = 1.4 * guessing, [], []
    for place, (name, losses) in enumerate(curves.items()):
        colour, marker = (BLUE, ORANGE, GREEN)[place], ("o", "s", "^")[place]
        drawn = [min(loss, 10 * top) if math.isfinite(loss) else 10 * top for loss in losses]
        ax.plot(rates, drawn, color=colour, marker=marker, label=name)
        for rate, loss, height in zip(rates, losses, drawn, strict=True):
            if height > top:
                text = f"↑ {loss:.0f}" if math.isfinite(loss) else "↑ no number"
                y = 0.97 - 0.09 * place
                ax.text(rate, y, text, color=colour, ha="center", va="top", fontsize=9,
                        transform=ax.get_xaxis_transform(), bbox={"fc": CARD, "ec": "none", "pad": 1})  # fmt: skip
        best = min(range(len(rates)), key=drawn.__getitem__)
        bad = [rate for rate, loss in zip(rates, drawn, strict=True) if loss > guessing]
        end = f"above guessing from {bad[0]:g} on" if bad else "never above guessing"
        found.append(f"{name}: best at {rates[best]:g} with {drawn[best]:.2f}, {end}")
        low.append(drawn[best])
    ax.axhline(guessing, color=VERMILION, ls="--", lw=1.2)
    ax.text(rates[-1], guessing, "guessing", color=VERMILION, ha="right", va="bottom", fontsize=9)
    ax.set_xscale("log", base=2)
    ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
    ax.set(
        xlabel="learning rate",
        ylabel="loss at the end",
        ylim=(min(0.9 * guessing, *low) - 0.1 * guessing, top),
    )
    ax.legend(loc="upper left")
    return Picture(
        fig,
        f"The loss after a short training. {'; '.join(found)}.",
        f"Guessing has {guessing:.2f}. The learning rates go from {rates[0]:g} to {rates[-1]:g}.",
    )


def gradient_lengths(lengths, limit, parts=10):
    """Draw the length of each step's gradient before clipping, and the share that is clipped, part by part.

    Parameters
    ----------
    lengths : sequence of float
        One a step, in order.
    limit : float
        What is longer is clipped.
    parts : int
        In how many parts of the training the share is counted.

    Returns
    -------
    Picture
    """
    fig, (above, below) = figure(6.8, 4.0, rows=2, sharex=True, height_ratios=[3, 2])
    over = [length > limit for length in lengths]
    steps = range(1, len(lengths) + 1)
    above.scatter(steps, lengths, s=7, color=SKY, edgecolors="none")
    above.axhline(limit, color=INK, linestyle="--", linewidth=1)
    above.text(
        len(lengths), 0.62 * limit, f"limit {limit:g}", ha="right", va="top", fontsize=9,
        bbox={"fc": CARD, "ec": "none", "pad": 1},
    )  # fmt: skip
    above.set_yscale("log")
    above.set_ylabel("gradient's length")
    edges = [round(k * len(lengths) / parts) for k in range(parts + 1)]
    pieces = [over[a:b] for a, b in pairwise(edges)]
    shares = [100 * sum(piece) / max(1, len(piece)) for piece in pieces]
    below.stairs(shares, edges, color=VERMILION, linewidth=2)
    below.set(ylim=(0, 105), xlabel="step", ylabel="clipped, %")
    share = sum(over) / max(1, len(over))
    return Picture(
        fig,
        f"Of {len(lengths):,} gradients {share:.0%} are longer than the limit, {limit:g}, and are clipped.",
        f"In the first tenth of the training these are {shares[0]:.0f} %, in the last {shares[-1]:.0f} %. The longest "
        f"gradient is {max(lengths):.1f}.",
    )


def state_paths(states, names, labels):
    """Draw how the state moves while names are read, in the two directions in which states differ most.

    Parameters
    ----------
    states : list of Tensor
        For every name the states after its letters, [len, hidden_size].
    names : list of str
        The names that were read, at most four; their letters stand on the paths.
    labels : list of str
        What the legend says of each path.

    Returns
    -------
    Picture
    """
    import torch

    joined = torch.cat([s.detach().double().cpu() for s in states])
    middle = joined.mean(0)
    _, values, directions = torch.linalg.svd(joined - middle, full_matrices=False)
    shares = (values.square() / values.square().sum()).tolist()
    fig, ax = figure(6.4, 5.2)
    colours, styles = (BLUE, ORANGE, GREEN, PINK), ("-", "--", "-.", ":")
    for path, name, label, colour, style in zip(states, names, labels, colours, styles, strict=False):
        x, y = ((path.detach().double().cpu() - middle) @ directions[:2].T).T.numpy()
        ax.plot(x, y, color=colour, ls=style, lw=1.4, marker="o", ms=11, mfc=CARD, mew=1.4, label=label)
        for letter, px, py in zip(name, x, y, strict=True):
            ax.annotate(letter, (px, py), ha="center", va="center", fontsize=9)
    ax.margins(0.12)
    first, second = (f"{share:.0%} of the variance" for share in shares[:2])
    ax.set(xlabel=f"first direction ({first})", ylabel=f"second direction ({second})")
    ax.legend(handlelength=3, markerscale=0.4)
    read = ", ".join(f"{name} as {label}" for name, label in zip(names, labels, strict=True))
    return Picture(
        fig,
        f"{len(states)} paths of states in two directions, which hold {sum(shares[:2]):.0%} of the variance: {read}.",
        _parts_of_variance(states, names),
    )


def _parts_of_variance(states, names):
    """Say what the states differ by, where all paths read the same name: by the letter, or by what else was read."""
    import torch

    if len(set(names)) > 1:
        return ""
    together = torch.stack([s.detach().double().cpu() for s in states])  # [path, letter, hidden_size]
    total = together.flatten(0, 1).var(0, unbiased=False).sum()
    letters, paths = (together.mean(axis).var(0, unbiased=False).sum() / total for axis in (0, 1))
    more = "apart, and alike in form" if letters > paths else "more unlike than the letters"
    return f"The paths are {more}: {letters:.0%} of all variance is between the letters, {paths:.0%} between the paths."

"""The figures of lab 07: a pipeline, a packed batch."""

from course.plots.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PINK,
    SKY,
    VERMILION,
    Picture,
    arrow,
    box,
    diagram,
)


def pipeline_parts(names, used):
    """Draw a pipeline's components in their order; those that are not used are faint.

    Parameters
    ----------
    names : sequence of str
        The components, first to last.
    used : collection of str
        The components that this work needs.

    Returns
    -------
    Picture
    """
    parts = ["tokenizer", *names]
    needed = {"tokenizer", *used}
    widths = [0.3 + 0.078 * len(name) for name in parts]
    gap, left = 0.26, 0.7
    total = left + sum(widths) + gap * len(parts) + 0.6
    fig, ax = diagram(total, 0.95)
    ax.text(0.06, 0.6, "text", ha="left", va="center", fontsize=10)
    x = left
    for k, (name, width) in enumerate(zip(parts, widths, strict=True)):
        here = name in needed
        arrow(ax, (x - gap + 0.03, 0.6), (x, 0.6), color=INK if here else FAINT)
        box(ax, x + width / 2, 0.6, color=BLUE if here else FAINT, width=width, height=0.46)
        ax.text(
            x + width / 2, 0.6, name, ha="center", va="center", fontsize=9.5, color=INK if here else "#666666"
        )
        ax.text(
            x + width / 2, 0.2, "needed" if here else "can be off", ha="center", va="center", fontsize=9,
            color=BLUE if here else "#666666",
        )  # fmt: skip
        x += width + (gap if k < len(parts) - 1 else 0)
    arrow(ax, (x, 0.6), (x + gap - 0.03, 0.6), color=FAINT)
    ax.text(x + gap + 0.03, 0.6, "doc", ha="left", va="center", fontsize=10)
    off = [name for name in parts if name not in needed]
    return Picture(
        fig,
        f"Only {' and '.join(p for p in parts if p in needed)} are needed for vectors; the other {len(off)} can be off.",
        f"A chain from text to doc: {', '.join(parts)}.",
    )


def packed_steps(sequences):
    """Draw sequences of words as rows, and below them the rows of the packed data, step by step.

    Parameters
    ----------
    sequences : list of list of str
        Longest first.

    Returns
    -------
    Picture
    """
    colours = [BLUE, ORANGE, GREEN, PINK, SKY, VERMILION]
    steps = range(len(sequences[0]))
    sizes = [sum(len(s) > t for s in sequences) for t in steps]
    count, wide = len(sequences), 0.92
    rows = sum(sizes)
    width = 1.15 + wide * rows + 0.15
    top = 1.75 + 0.52 * count
    fig, ax = diagram(width, top)
    for t in steps:
        ax.text(1.15 + wide * (t + 0.5), top - 0.16, f"step {t}", ha="center", va="center", fontsize=9)
    for i, sequence in enumerate(sequences):
        y = top - 0.55 - 0.52 * i
        ax.text(1.0, y, f"text {i}", ha="right", va="center", fontsize=10)
        for t, word in enumerate(sequence):
            box(ax, 1.15 + wide * (t + 0.5), y, word, colours[t % 6], wide - 0.1, 0.4)
    place = 0
    ax.text(1.0, 0.85, "data", ha="right", va="center", fontsize=10)
    ax.text(1.0, 0.2, "batch sizes", ha="right", va="center", fontsize=10)
    for t in steps:
        first = place
        for sequence in sequences[: sizes[t]]:
            box(ax, 1.15 + wide * (place + 0.5), 0.85, sequence[t], colours[t % 6], wide - 0.1, 0.4)
            place += 1
        start, end = 1.15 + wide * first + 0.07, 1.15 + wide * place - 0.07
        ax.plot([start, start, end, end], [0.55, 0.45, 0.45, 0.55], color=colours[t % 6], lw=1.6)
        ax.text((start + end) / 2, 0.2, str(sizes[t]), ha="center", va="center", fontsize=11, weight="bold")
    order = " ".join(s[t] for t in steps for s in sequences[: sizes[t]])
    return Picture(
        fig,
        f"The packed data takes {count} texts column by column: {order}.",
        f"Above, the texts as rows, longest first. The batch sizes of the steps are {', '.join(map(str, sizes))}.",
    )

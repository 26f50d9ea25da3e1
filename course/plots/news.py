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

IN_A_ROW = 4  # parts of a pipeline: more would be too small on a phone


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
    rows = [parts[k : k + IN_A_ROW] for k in range(0, len(parts), IN_A_ROW)]
    fig, ax = diagram(6.1, 0.95 * len(rows))
    for k, row in enumerate(rows):
        y, end = 0.95 * (len(rows) - k) - 0.35, 0.72
        for name in row:
            colour, words = (BLUE, INK) if name in needed else (FAINT, "#666666")
            x, width = end + 0.14, 0.36 + 0.082 * len(name)
            arrow(ax, (end - 0.14, y), (x, y), color=words)
            box(ax, x + width / 2, y, color=colour, width=width, height=0.46)
            use = "needed" if name in needed else "can be off"
            ax.text(x + width / 2, y, name, ha="center", va="center", fontsize=10, color=words)
            ax.text(x + width / 2, y - 0.38, use, ha="center", va="center", fontsize=9.5, color=words)
            end = x + width + 0.16
        if k < len(rows) - 1:
            ax.text(end, y, "…", ha="center", va="center", fontsize=11)
    arrow(ax, (end - 0.14, y), (end + 0.14, y), color=INK)
    ax.text(end + 0.2, y, "doc", ha="left", va="center", fontsize=11)
    for k in range(len(rows)):
        ax.text(
            0.5, 0.95 * (len(rows) - k) - 0.35, "…" if k else "text", ha="right", va="center", fontsize=11
        )
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

"""Lab 02: tensors as boxes, packed sequences, the letters of the smallest model."""

from course.plots.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PADDING,
    PINK,
    SKY,
    VERMILION,
    Picture,
    cell,
    figure,
)

_AXIS_COLOURS = {
    "batch": ORANGE,
    "seq_len": BLUE,
    "input_size": GREEN,
    "hidden_size": PINK,
    "directions · hidden_size": VERMILION,
}


def tensor_boxes(tensors, width=7.4):
    """Draw tensors as boxes whose axes are named, the same axis in the same colour.

    Parameters
    ----------
    tensors : dict of str to dict of str to int
        Title → axis name → size, in the order of the tensor's axes: two or three axes. The last axis
        runs to the right, the one before it down, the first of three into the page. Sizes up to 8 are
        drawn with a grid, and always at one scale, so that figures can be compared; larger ones by
        their logarithm.
    width : float
        Of the whole figure, in inches.

    Returns
    -------
    Picture

    Examples
    --------
    >>> picture = tensor_boxes({"state": {"num_layers": 1, "batch": 64, "hidden_size": 50}})
    """
    true_scale = max(max(axes.values()) for axes in tensors.values()) <= 8
    fig, panels = figure(width, columns=len(tensors), squeeze=False)
    fig.get_layout_engine().set(h_pad=0.1)
    for ax, (title, axes) in zip(panels[0], tensors.items(), strict=True):
        _tensor_box(ax, axes, true_scale)
        shape = ", ".join(str(size) for size in axes.values())
        ax.set_title(f"{title}  [{shape}]", loc="center", fontweight="bold", pad=10)
    largest, tallest = 15.2, 13.3  # room for 6 by 8 by 8
    if not true_scale:
        largest = max(ax.get_xlim()[1] - ax.get_xlim()[0] for ax in panels[0])
        tallest = max(ax.get_ylim()[1] - ax.get_ylim()[0] for ax in panels[0])
    fig.set_figheight(width / len(tensors) * tallest / largest + 0.5)
    for ax in panels[0]:  # the same scale for all boxes, each in the middle of its panel
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        ax.set_xlim((left + right - largest) / 2, (left + right + largest) / 2)
        ax.set_ylim((low + high - tallest) / 2, (low + high + tallest) / 2)
    boxes = (
        f"{title} is " + " by ".join(f"{size} ({name})" for name, size in axes.items())
        for title, axes in tensors.items()
    )
    count = "1 tensor as a box" if len(tensors) == 1 else f"{len(tensors)} tensors as boxes"
    return Picture(fig, "The same axis has the same colour.", f"{count}: {'; '.join(boxes)}.")


def _tensor_box(ax, axes, true_scale):
    """Draw one box into `ax`, its front corner at the origin."""
    import math

    names, sizes = list(axes), list(axes.values())
    if len(sizes) == 2:
        names, sizes = [None, *names], [0, *sizes]
    deep, rows, columns = (n if true_scale or n == 0 else 1 + 1.2 * math.log2(n) for n in sizes)
    dx, dy = 0.45 * deep, 0.36 * deep
    faces = {
        "#e8edf1": [(0, 0), (columns, 0), (columns, rows), (0, rows)],
        "#d9e1e7": [(0, rows), (columns, rows), (columns + dx, rows + dy), (dx, rows + dy)],
        "#c8d2da": [(columns, 0), (columns + dx, dy), (columns + dx, rows + dy), (columns, rows)],
    }
    for colour, corners in faces.items():
        ax.fill(*zip(*corners, strict=True), facecolor=colour, edgecolor=INK, linewidth=1)
    if true_scale:
        thin = {"color": INK, "linewidth": 0.5}
        for i in range(1, columns):
            ax.plot([i, i, i + dx], [0, rows, rows + dy], **thin)
        for i in range(1, rows):
            ax.plot([0, columns, columns + dx], [i, i, i + dy], **thin)
        for i in range(1, deep):
            x, y = dx * i / deep, dy * i / deep
            ax.plot([x, columns + x, columns + x], [rows + y, rows + y, y], **thin)
    edges = [((0, dx), (rows, rows + dy)), ((0, 0), (0, rows)), ((0, columns), (0, 0))]
    places = [(dx, rows + dy + 0.25), (-0.35, rows / 2), (columns / 2, -0.35)]
    for i, (name, size, edge, place) in enumerate(zip(names, sizes, edges, places, strict=True)):
        if name is None:
            continue
        colour = _AXIS_COLOURS.get(name, INK)
        ax.plot(*edge, color=colour, linewidth=4, solid_capstyle="round")
        across, up = (("center", "bottom"), ("right", "center"), ("center", "top"))[i]
        ax.text(*place, f"{name} {size}", ha=across, va=up, fontsize=10.5)
    ax.set_xlim(-4.2, columns + dx + 0.6)
    ax.set_ylim(-1.4, rows + dy + 1.6)
    ax.set_aspect("equal")
    ax.axis("off")


def output_and_state(num_layers, seq_len):
    """Draw the states of an unrolled RNN: which of them are the output, which are the state.

    Parameters
    ----------
    num_layers, seq_len : int
        How many layers and steps are drawn, each state a box.

    Returns
    -------
    Picture
    """
    fig, ax = figure(1.9 + 0.85 * seq_len, 1.3 + 0.75 * num_layers)
    arrow = {"arrowstyle": "->", "color": INK, "linewidth": 1.2}
    for t in range(seq_len):
        for layer in range(num_layers):
            top, last = layer == num_layers - 1, t == seq_len - 1
            colour = SKY if top else "#e8edf1"
            cell(ax, t, layer, color=colour, width=0.62, height=0.62, edge=INK, lw=0.8)
            if not last:
                ax.annotate("", (t + 0.98, layer + 0.31), (t + 0.64, layer + 0.31), arrowprops=arrow)
            ax.annotate("", (t + 0.31, layer - 0.03), (t + 0.31, layer - 0.36), arrowprops=arrow)
        ax.text(t + 0.31, -0.4, f"$x_{t + 1}$", ha="center", va="top")
    frame = {"edge": VERMILION, "lw": 3, "tint": 0}  # the arrows are drawn over it
    cell(ax, seq_len - 1.12, -0.12, width=0.86, height=num_layers - 0.14, **frame)
    for layer in range(num_layers):
        ax.text(-0.15, layer + 0.31, f"layer {layer}", ha="right", va="center")
    ax.text(0, num_layers - 0.15, "output: the last layer, every step (blue)", va="bottom")
    ax.text(seq_len - 0.1, (num_layers - 0.38) / 2, "state:\nevery layer,\nlast step\n(framed)", va="center")
    ax.set_xlim(-1.1, seq_len + 1.2)
    ax.set_ylim(-0.75, num_layers + 0.3)
    ax.axis("off")
    return Picture(
        fig,
        "The output is the last layer at every step, the state is every layer at the last step.",
        f"A grid of states, {num_layers} layers by {seq_len} steps: the output is its upper row, the state its right "
        "column. They share the upper right corner.",
    )


def packing(lengths):
    """Draw sequences of unequal lengths, once padded to a rectangle and once packed.

    Parameters
    ----------
    lengths : list of int
        In the order in which the sequences are given; packing sorts them.
    """
    colours = [BLUE, ORANGE, GREEN, PINK, SKY, VERMILION]
    count, longest = len(lengths), max(lengths)
    fig, (left, right) = figure(7.4, 1.5 + 0.42 * count, columns=2)
    order = sorted(range(count), key=lambda i: -lengths[i])
    for ax, rows, packed in ((left, range(count), False), (right, order, True)):
        for row, i in enumerate(rows):
            for t in range(longest if not packed else lengths[i]):
                real, last = t < lengths[i], t == lengths[i] - 1
                look = {"color": colours[i % 6], "tint": 0.75} if real else PADDING
                cell(ax, t + 0.05, row + 0.08, width=0.9, height=0.84, **look)
                if last:
                    frame = {"edge": INK, "lw": 2.5, "tint": 0}
                    cell(ax, t + 0.05, row + 0.08, width=0.9, height=0.84, **frame)
            ax.text(-0.15, row + 0.5, f"sequence {i}", ha="right", va="center")
        ax.set_xlim(-2.2, longest)
        ax.set_ylim(count + 1, 0)
        ax.axis("off")
    sizes = [sum(n > t for n in lengths) for t in range(longest)]
    for t, size in enumerate(sizes):
        right.text(t + 0.5, count + 0.15, size, ha="center", va="top")
    right.text(-0.15, count + 0.15, "batch sizes", ha="right", va="top", fontsize=9)
    left.text(0.05, count + 0.15, "hatched: padding; framed: last valid step", va="top", fontsize=9)
    left.set_title("padded: some places are not data")
    right.set_title("packed: no padding")
    return Picture(
        fig,
        f"Padded, {count} sequences take {count * longest} places; packed, the {sum(lengths)} that are data.",
        f"Left: {count} rows of {longest} places, the shorter ones end in padding, so the last valid step is at another "
        f"place in each row. Right: longest first; batch sizes {' '.join(map(str, sizes))}.",
    )


def letter_scores(probabilities, read, letters, title="probability of the next letter"):
    """Draw the probability of every next letter as a grid, a column for every letter read.

    Parameters
    ----------
    probabilities : Tensor
        [seq_len, number of letters].
    read : str
        The letters read, one a step.
    letters : str
        The letters of the vocabulary, in order.
    title : str
        What stands above the grid.

    Returns
    -------
    Picture
    """
    values = probabilities.detach().cpu().numpy().T
    fig, ax = figure(5.2, 3.3)
    ax.imshow(values, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in ((r, c) for r in range(values.shape[0]) for c in range(values.shape[1])):
        value = values[row, column]
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", color="white" if value > 0.6 else INK)
    ax.set_xticks(
        range(len(read)), [f"{c}\n→ {letters[i]}" for c, i in zip(read, values.argmax(0), strict=True)]
    )
    ax.set_yticks(range(len(letters)), letters)
    ax.set_ylabel("next letter")
    ax.set_xlabel("letter read, → best guess")
    ax.set_title(title)
    ax.tick_params(length=0)
    guesses = "".join(letters[i] for i in values.argmax(0))
    sure = ", ".join(f"{letters[i]} {values[i, t]:.2f}" for t, i in enumerate(values.argmax(0)))
    return Picture(fig, f"Reading {read}, the best guesses are {guesses}.", f"Their {title}: {sure}.")


def loss_curve(losses, guessing=None):
    """Draw the loss of every training step; `guessing` marks the loss of a model that only guesses.

    Parameters
    ----------
    losses : sequence of float
        The loss of each step, in nats.
    guessing : float, optional
        The loss of a model that only guesses, in nats, drawn as a dashed line.

    Returns
    -------
    Picture
    """
    fig, ax = figure(5.2, 2.3)
    ax.plot(range(1, len(losses) + 1), losses)
    if guessing is not None:
        ax.axhline(guessing, color=FAINT, linestyle="--", linewidth=1)
        ax.text(len(losses), guessing, "guessing", ha="right", va="bottom", color=INK, fontsize=9)
    ax.set_xlabel("training step")
    ax.set_ylabel("cross-entropy")
    ax.set_ylim(bottom=0)
    way = f"goes from {losses[0]:.2f} to {losses[-1]:.2f} in {len(losses)} steps"
    rival = "" if guessing is None else f"Guessing has {guessing:.2f}. "
    few = sum(loss < 0.1 for loss in losses)
    return Picture(fig, f"The loss {way}.", f"{rival}It is below 0.1 in {few} of the steps.")

"""Lab 05: windows over a text, what n costs, and what memory buys in bits."""

from course.plots.style import BLUE, CARD, FAINT, INK, ORANGE, SKY, VERMILION, Picture, cell, figure


def windows_of_text(text, n, shown):
    """Draw the first windows of a text: n characters of context and the target after them.

    Parameters
    ----------
    text : str
        Short: each character gets a cell of its own, in every row.
    n : int
        The characters of a context.
    shown : int
        How many windows, each in a row of its own.

    Returns
    -------
    Picture
    """
    fig, ax = figure(0.5 * len(text) + 1.6, 0.42 * shown + 0.75)
    for row in range(shown):
        for place, character in enumerate(text):
            inside = row <= place < row + n
            colour = SKY if inside else ORANGE if place == row + n else CARD
            shown_as = "␣" if character == " " else character
            cell(ax, place + 0.04, row + 0.08, shown_as, colour, width=0.92, height=0.84)
        ax.text(-0.2, row + 0.5, f"window {row}", ha="right", va="center", fontsize=9)
    ax.text(n / 2, -0.15, "context", ha="center", va="bottom", fontsize=9)
    ax.text(n + 0.5, -0.15, "target", ha="center", va="bottom", fontsize=9)
    ax.set_xlim(-2.2, len(text) + 0.1)
    ax.set_ylim(shown + 0.1, -0.75)
    ax.axis("off")
    return Picture(
        fig,
        f"Each window is one place further to the right: {n} characters of context, then one target.",
        f"The text “{text}”, {shown} times, a window in each row.",
    )


def coverage_by_n(sizes, distinct, unseen):
    """Draw what n costs: the distinct n-grams of training, and the unseen share of held-out text.

    Parameters
    ----------
    sizes : sequence of int
        The values of n.
    distinct : sequence of int
        The number of distinct n-grams for each.
    unseen : sequence of float
        The share of held-out n-grams that training lacks, 0 to 1.

    Returns
    -------
    Picture
    """
    fig, (left, right) = figure(7.4, 2.9, columns=2)
    left.plot(sizes, distinct, marker="o", color=BLUE)
    left.set_title("distinct n-grams in training")
    right.plot(sizes, [100 * share for share in unseen], marker="o", color=VERMILION)
    right.set_title("unseen n-grams in held-out text, %")
    for ax in (left, right):
        ax.set_xlabel("n")
        ax.set_xticks(list(sizes))
        ax.set_ylim(bottom=0)
        ax.grid(color=FAINT, alpha=0.25, linewidth=0.8)
    left.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for n, share in zip(sizes, unseen, strict=True):
        right.annotate(
            f"{100 * share:.1f}", (n, 100 * share), (-3, 5),
            textcoords="offset points", ha="right", fontsize=9,
        )  # fmt: skip
    right.set_xlim(left=min(sizes) - 0.8)
    right.set_ylim(top=120 * max(unseen) or 1)
    rows = zip(sizes, distinct, unseen, strict=True)
    said = "; ".join(f"n = {n}, {count:,} and {share:.1%}" for n, count, share in rows)
    return Picture(
        fig,
        f"From n = {sizes[0]} to {sizes[-1]} the distinct n-grams grow from {distinct[0]:,} to {distinct[-1]:,}, the unseen "
        f"share from {unseen[0]:.1%} to {unseen[-1]:.1%}.",
        f"Distinct n-grams and unseen share: {said}.",
    )


def one_hot_times_weight(index, weight):
    """Draw a one-hot row times a matrix: the product is one of the matrix's rows.

    Parameters
    ----------
    index : int
        Where the 1 stands.
    weight : Tensor
        [V, out], the linear layer's weight transposed.

    Returns
    -------
    Picture
    """
    import torch

    weight = weight.detach().cpu().float()
    rows, columns = weight.shape
    one_hot = torch.zeros(1, rows)
    one_hot[0, index] = 1
    widths = [rows, columns, columns]
    fig, axes = figure(7.4, 0.36 * rows + 0.6, columns=3, width_ratios=widths)
    limit = weight.abs().max().item()
    for ax, values, title in zip(
        axes,
        (one_hot, weight, one_hot @ weight),
        ("one-hot", "× transposed weight", "= the result"),
        strict=True,
    ):
        numbers = values.numpy()
        reach = 2.2 if ax is axes[0] else 1.6 * limit
        ax.imshow(numbers, cmap="RdBu_r", vmin=-reach, vmax=reach, aspect="auto")
        for (row, column), value in ((p, numbers[p]) for p in _places(numbers.shape)):
            word = f"{value:.0f}" if ax is axes[0] else f"{round(float(value), 2) + 0.0:.2f}"
            bold = row == index if ax is axes[1] else ax is axes[2] or column == index
            ax.text(
                column,
                row,
                word.replace("-", "\N{MINUS SIGN}"),
                ha="center",
                va="center",
                weight="bold" if bold else None,
                fontsize=9,
            )
        ax.set_ylim(rows / 2, -rows / 2) if ax is not axes[1] else None
        ax.set_title(title, loc="center")
        ax.axis("off")
    for ax, x, y, width in ((axes[0], index, 0, 1), (axes[1], 0, index, columns), (axes[2], 0, 0, columns)):
        cell(ax, x - 0.5, y - 0.5, width=width, tint=0, edge=INK, lw=2.5)
        ax.patches[-1].set_clip_on(False)
    return Picture(
        fig,
        f"A one-hot row times a matrix is row {index} of that matrix, number for number.",
        f"The one-hot row has its 1 at place {index}; the transposed weight has {rows} rows of {columns} numbers.",
    )


def _places(shape):
    return ((row, column) for row in range(shape[0]) for column in range(shape[1]))


def bytes_in_memory(sizes):
    """Draw what arrays cost in memory as bars on a logarithmic axis.

    Parameters
    ----------
    sizes : dict of str to int
        Name → bytes.
    """
    fig, ax = figure(6.4, 0.5 * len(sizes) + 0.9)
    names, values = list(sizes), list(sizes.values())
    ax.barh(names, values, color=[VERMILION, BLUE, ORANGE][: len(names)], height=0.6)
    ax.invert_yaxis()
    ax.set_xscale("log")
    ax.set_xlim(1e3, 30 * max(values))
    ticks = {1e3: "1 kB", 1e6: "1 MB", 1e9: "1 GB"}
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    ax.set_xlabel("memory (each step of the axis: 1000 times more)")
    for row, value in enumerate(values):
        ax.text(value * 1.3, row, _in_units(value), va="center")
    most, least = max(sizes, key=sizes.get), min(sizes, key=sizes.get)
    said = ", ".join(f"{name} {_in_units(value)}" for name, value in sizes.items())
    return Picture(
        fig,
        f"“{most}” takes {sizes[most] / sizes[least]:,.0f} times the memory of “{least}”.",
        f"Bars on a logarithmic axis: {said}.",
    )


def _in_units(size):
    """Return a number of bytes in the unit that suits it."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor / 2:
            return f"{size / factor:.3g} {unit}"
    return f"{size} B"


def bits_by_memory(reach, lstm, n, ngram):
    """Draw the LSTM's bits against how many characters it may read, beside the n-gram model.

    Parameters
    ----------
    reach : sequence of int
        How many of the last characters the LSTM reads.
    lstm : sequence of float
        Its bits per character for each.
    n : int
        The n-gram model's context.
    ngram : float
        The n-gram model's bits per character.

    Returns
    -------
    Picture
    """
    fig, ax = figure(6.4, 2.9)
    ax.plot(reach, lstm, marker="o", color=ORANGE)
    ax.text(reach[0] * 1.15, lstm[0], "LSTM", color=INK, va="center")
    ax.axhline(ngram, color=BLUE, linestyle="--", linewidth=1.5)
    ax.plot([n], [ngram], marker="D", color=BLUE, markersize=8)
    ax.text(reach[-1], ngram, f"n-gram MLP, n = {n}", ha="right", va="bottom")
    ax.set_xscale("log", base=2)
    ax.set_xticks(list(reach), [str(k) for k in reach])
    ax.minorticks_off()
    ax.set_xlabel("characters that may be read before the target")
    ax.set_ylabel("bits per character")
    ax.grid(color=FAINT, alpha=0.25, linewidth=0.8)
    said = ", ".join(f"{bits:.2f} with {k}" for k, bits in zip(reach, lstm, strict=True))
    better = next((k for k, bits in zip(reach, lstm, strict=True) if bits < ngram), None)
    finding = f"is below it from {better} characters on" if better else "never is below it"
    return Picture(
        fig,
        f"The n-gram MLP has {ngram:.2f} bits with n = {n}; the LSTM {finding}.",
        f"Bits of the LSTM by the number of characters it reads: {said}.",
    )

"""Lab 03: two chains, the rows of the state, what padding costs, what an output can see."""

from course.plots.style import BLUE, FAINT, GREEN, INK, SKY, VERMILION, Picture, cell, figure


def two_chains(words):
    """Draw a bidirectional layer over `words`: one chain of states from each end, joined at every step."""
    count = len(words)
    fig, ax = figure(7.6, 2.9)
    ax.set(xlim=(-1.2, count - 0.4), ylim=(-0.4, 2.4))
    ax.axis("off")

    def box(x, y, text, colour, fill="white"):
        style = {"boxstyle": "round,pad=0.3", "fc": fill, "ec": colour, "lw": 1.8}
        ax.text(x, y, text, ha="center", va="center", bbox=style, fontsize=11)

    def line(start, end, colour):
        shape = {"arrowstyle": "-|>", "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", end, start, arrowprops={**shape, "color": colour})

    chains = ((0.0, "forward", r"\overrightarrow", BLUE), (2.0, "backward", r"\overleftarrow", VERMILION))
    for y, name, hat, colour in chains:
        ax.text(-1.15, y, name, color=colour, va="center")
        inside = 0.26 if y == 0 else -0.26  # from the box of a state towards the middle
        for t in range(count):
            line((t - 0.23, 1 - 0.7 * inside), (t - 0.06, y + 1.15 * inside), INK)
            line((t + 0.06, y + 1.15 * inside), (t + 0.2, 1 - 0.9 * inside), colour)
            if t + 1 < count:
                ends = ((t + 0.16, y), (t + 0.85, y))
                line(*(ends if y == 0 else ends[::-1]), colour)
            box(t, y, f"${hat}{{h}}_{t}$", colour)
    ax.text(-1.15, 1.0, "input,\noutput (filled)", va="center")
    for t, word in enumerate(words):
        box(t - 0.27, 1.0, word, INK)
        box(t + 0.24, 1.0, rf"output$_{t}$", INK, fill="#cfe6f5")
    return Picture(
        fig,
        "Two chains of states, one from each end, which meet only in the outputs.",
        f"The words are {' '.join(words)}. Each feeds a forward and a backward state. The forward states are chained "
        "from left to right, the backward states from right to left; each output takes one state of both.",
    )


def state_rows(num_layers):
    """Draw which layer and direction each row of a bidirectional layer's final state belongs to."""
    rows = 2 * num_layers
    fig, ax = figure(5.6, 0.36 * rows + 0.7)
    ax.set(xlim=(0, 10), ylim=(rows, -0.9))
    ax.axis("off")
    ax.text(2.2, -0.45, "layer", ha="center", va="center")
    ax.text(4.6, -0.45, "direction", ha="center", va="center")
    ax.text(7.9, -0.45, "last step it made", ha="center", va="center")
    for row in range(rows):
        forward = row % 2 == 0
        colour = BLUE if forward else VERMILION
        last = row >= rows - 2
        tint = 0.28 if last else 0.1
        cell(ax, 1.2, row + 0.08, color=colour, width=8.6, height=0.84, tint=tint, edge=colour)
        weight = "bold" if last else "normal"
        for x, text in (
            (2.2, row // 2),
            (4.6, "forward  →" if forward else "←  backward"),
            (7.9, "t = seq_len − 1" if forward else "t = 0"),
        ):
            ax.text(x, row + 0.5, text, ha="center", va="center", fontweight=weight)
        ax.text(1.0, row + 0.5, f"state[{row}]", ha="right", va="center", family="monospace", fontsize=9)
    return Picture(
        fig,
        "The rows of the state go layer by layer: forward, then backward.",
        f"{rows} rows for {num_layers} layers. A forward row ends at the last step, a backward row at step 0. The last "
        "two rows, those of the last layer, stand out.",
    )


def padding_cost(errors):
    """Draw how far the final states move away from the true ones as padding grows.

    Parameters
    ----------
    errors : dict of str to sequence of float
        Name of a way to run the batch → the error after 0, 1, 2, … padded steps.
    """
    fig, ax = figure(6.4, 2.6)
    styles = (("-", "o", BLUE), ("--", "s", VERMILION), (":", "^", GREEN))
    for (name, values), (dash, mark, colour) in zip(errors.items(), styles, strict=False):
        ax.plot(range(len(values)), values, dash, marker=mark, markersize=4, color=colour, label=name)
    ax.set(xlabel="padded steps", ylabel="largest error (log scale)")
    ax.set_yscale("symlog", linthresh=1e-3, linscale=0.5)  # a zero has its place, and no rounding shows
    ax.set_ylim(-2e-4, 1.5)
    ax.yaxis.set_major_formatter("{x:g}")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    last = {name: values[-1] for name, values in errors.items()}
    said = "; ".join(
        f"{name}, {values[1]:.2f} after one and {values[-1]:.2f} after all" for name, values in errors.items()
    )
    most, least = max(last, key=last.get), min(last, key=last.get)
    return Picture(
        fig,
        f"Padded steps spoil “{most}” most and “{least}” least.",
        f"Largest error of the final state: {said}.",
    )


def influence_map(seen, t):
    """Draw which input positions each output can see, and one output's row as bars.

    Colours and bars have the same fixed, logarithmic scale, so that figures can be compared.

    Parameters
    ----------
    seen : Tensor
        ``seen[t, s]``: the size of the gradient of output ``t`` with respect to input ``s``.
    t : int
        The output whose row is drawn as bars.

    Returns
    -------
    Picture
    """
    seen = seen.detach().cpu()
    steps = len(seen)
    fig, (left, right) = figure(7.6, 3.7, columns=2, width_ratios=(1, 1.25))
    picture = _influence_image(left, seen)
    cell(left, -0.5, t - 0.5, width=steps, tint=0, edge=VERMILION, lw=1.8)
    left.patches[-1].set(clip_on=False, zorder=5)
    left.set(xlabel="input position s", ylabel="output position t")
    left.set_title("every output; blank: no gradient", loc="left", fontsize=10)
    said = "gradient (log scale)"
    fig.colorbar(picture, ax=left, location="bottom", shrink=0.85, extend="max", label=said)
    right.bar(range(steps), seen[t], color=[VERMILION if s == t else BLUE for s in range(steps)])
    right.set(xlabel="input position s", ylabel=said, xlim=(-0.8, steps - 0.2))
    right.set(yscale="log", ylim=(1e-5, 2.0))
    right.set_title(f"row t = {t}; no bar: no gradient", loc="left", fontsize=10)
    right.xaxis.get_major_locator().set_params(integer=True)
    reached = seen[t].nonzero().flatten().tolist()
    return Picture(
        fig,
        f"Output {t} depends on inputs {reached[0]} to {reached[-1]} of 0 to {steps - 1}.",
        f"Left a map of all outputs, {_blank(seen)} of it blank; right the row of output {t} as bars.",
    )


def influence_maps(maps):
    """Draw several maps of `influence_map` side by side, on the same scale.

    Parameters
    ----------
    maps : dict of str to Tensor
        Title → the map, as in `influence_map`.
    """
    fig, axes = figure(7.6, 3.2, columns=len(maps), sharey=True)
    for ax, (title, seen) in zip(axes, maps.items(), strict=True):
        picture = _influence_image(ax, seen.detach().cpu())
        ax.set_title(title, loc="left", fontsize=9)
        ax.set(xlabel="input s")
    axes[0].set(ylabel="output t")
    said = "size of the gradient (log scale); blank: no gradient"
    fig.colorbar(picture, ax=axes, location="bottom", shrink=0.5, extend="max", label=said)
    blank = "; ".join(f"{title}, {_blank(seen)}" for title, seen in maps.items())
    return Picture(fig, f"How much of each map is blank, an output that an input cannot reach: {blank}.")


def _blank(seen):
    return f"{(seen == 0).float().mean():.0%}"


def _influence_image(ax, seen):
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    colours = LinearSegmentedColormap.from_list("seen", ["#c6dcee", SKY, BLUE, "#002f4d"])
    picture = ax.imshow(seen.where(seen > 0, float("nan")), cmap=colours, norm=LogNorm(1e-5, 1.0))
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)
    return picture


def accuracy_by_position(accuracy, chance):
    """Draw the accuracy of several models at each position of a sequence, with the level of guessing.

    Parameters
    ----------
    accuracy : dict of str to Tensor
        Model → [seq_len]: the share of right answers at each position, from 0 to 1.
    chance : float
        The accuracy of a guess.

    Returns
    -------
    Picture
    """
    fig, ax = figure(6.4, 2.6)
    marks = ("o", "s", "^", "D")
    for (name, values), mark in zip(accuracy.items(), marks, strict=False):
        ax.plot(range(len(values)), values, marker=mark, markersize=5, label=name)
    ax.axhline(chance, color=FAINT, ls="--", lw=1.5, label="guessing")
    ax.set(xlabel="position", ylabel="accuracy", ylim=(-0.04, 1.06))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    said = "; ".join(
        f"{name}, {values[:-1].min():.2f} to {values[:-1].max():.2f} before the last position, {values[-1]:.2f} at it"
        for name, values in accuracy.items()
    )
    return Picture(fig, f"Accuracy by position: {said}.", f"Guessing has {chance:.2f}.")

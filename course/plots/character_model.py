"""Lab 04: an LSTM cell, windows that follow each other, gradients by distance, forget gates."""

from course.plots.style import (
    BLUE,
    CARD,
    GREEN,
    INK,
    ORANGE,
    PINK,
    VERMILION,
    Picture,
    arrow,
    box,
    cell,
    diagram,
    figure,
)


def lstm_cell():
    """Draw one LSTM step: the path of the cell state on top, the four parts below it."""
    fig, ax = diagram(7.4, 3.65)
    path, gates, bus = 3.0, 1.15, 0.2
    columns = {"f": 1.75, "i": 2.95, "g": 3.95, "o": 5.55}
    labels = {
        "f": "$f$  (σ)\nforget",
        "i": "$i$  (σ)\ninput",
        "g": "$g$  (tanh)\nnew",
        "o": "$o$  (σ)\noutput",
    }
    colours = {"f": VERMILION, "i": GREEN, "g": BLUE, "o": ORANGE}
    times_i, shown = (3.45, 2.2), (5.55, 2.1)

    ax.plot((0.75, 6.45), (path, path), color=PINK, lw=5, solid_capstyle="butt", zorder=0)
    arrow(ax, (6.3, path), (6.75, path), color=PINK)
    _words(ax, 0.42, path, "$c_{t-1}$", 13)
    _words(ax, 6.98, path, "$c_t$", 13)
    _words(ax, 2.35, path + 0.45, "what is kept", 9)
    _words(ax, 4.35, path + 0.45, "what is added", 9)

    ax.plot((0.75, columns["o"]), (bus, bus), color=INK, lw=1.6)
    _words(ax, 0.4, bus, "$h_{t-1}$, $x_t$", 11)
    for name, x in columns.items():
        arrow(ax, (x, bus), (x, gates - 0.35), "W", (0.16, 0.0))
        box(ax, x, gates, labels[name], colours[name], width=0.92, height=0.66)

    arrow(ax, (columns["f"], gates + 0.35), (columns["f"], path - 0.17), color=VERMILION)
    arrow(ax, (columns["i"], gates + 0.35), (times_i[0] - 0.14, times_i[1] - 0.12), color=GREEN)
    arrow(ax, (columns["g"], gates + 0.35), (times_i[0] + 0.14, times_i[1] - 0.12), color=BLUE)
    arrow(ax, (times_i[0], times_i[1] + 0.17), (times_i[0], path - 0.17))
    arrow(ax, (shown[0], path), (shown[0], shown[1] + 0.17), "tanh", (0.3, 0.05))
    arrow(ax, (columns["o"], gates + 0.35), (shown[0], shown[1] - 0.17), color=ORANGE)
    arrow(ax, (shown[0] + 0.17, shown[1]), (6.75, shown[1]))
    _words(ax, 6.98, shown[1], "$h_t$", 13)
    for (x, y), sign in (((columns["f"], path), "×"), ((3.45, path), "+"), (times_i, "×"), (shown, "×")):
        ax.plot(x, y, "o", ms=17, mfc=CARD, mec=INK, mew=1.6)
        _words(ax, x, y, sign, 13)
    return Picture(
        fig,
        "One LSTM step: no weight matrix stands on the path of the cell state.",
        "The path runs along the top: the old c is multiplied by f, then i times g is added. The old h and x feed the "
        "four boxes f, i, g, o. h is o times the tanh of the new c.",
    )


def _words(ax, x, y, text, size):
    ax.text(x, y, text, ha="center", va="center", fontsize=size)


def stateful_rows(text, batch_size, seq_len):
    """Draw a text laid into rows and cut into windows: how stateful batches read it.

    Below each character stands its target, small.

    Parameters
    ----------
    text : str
        Short: each character gets a cell of its own.
    batch_size, seq_len : int
        As in a function that cuts windows. The last character is a target only.

    Returns
    -------
    Picture
    """
    columns = (len(text) - 1) // batch_size
    windows = -(-columns // seq_len)
    fig, ax = figure(7.4, 0.9 + 0.7 * batch_size)
    shown = text.replace(" ", "␣")
    for row in range(batch_size):
        y = -1.8 * row
        for column in range(columns):
            window = column // seq_len
            x = column + 0.9 * window
            colour = ("#dcebf5", "#fbecd0")[window % 2]
            cell(ax, x, y, color=colour)
            at = row * columns + column
            for below, size in ((0, 11), (1, 10)):
                ax.text(x + 0.5, y + (0.5, -0.3)[below], shown[at + below], ha="center", va="center", family="DejaVu Sans Mono", fontsize=size)  # fmt: skip
        for border in range(1, windows):
            x = seq_len * border + 0.9 * border
            look = {"arrowstyle": "-|>", "color": VERMILION, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", (x + 0.02, y + 0.5), (x - 0.92, y + 0.5), arrowprops=look)
        ax.text(-0.3, y + 0.5, f"row {row}", ha="right", va="center")
    for window in range(windows):
        first, last = window * seq_len, min(columns, (window + 1) * seq_len)
        ax.text((first + last) / 2 + 0.9 * window, 1.25, f"window {window}", ha="center", va="bottom")
    ax.text(0, -1.8 * batch_size + 0.95, "below a cell: its target    arrow: the state is handed on    ␣: a space    $: a line end", va="top", fontsize=10)  # fmt: skip
    ax.set_xlim(-2.4, columns + 0.9 * (windows - 1) + 0.2)
    ax.set_ylim(-1.8 * batch_size + 0.1, 2.1)
    ax.axis("off")
    return Picture(
        fig,
        "No character is skipped: each window begins with the last target of the window before.",
        f"{batch_size * columns} characters lie in {batch_size} rows of {columns}, cut into {windows} windows of at most "
        f"{seq_len} columns. In each row an arrow hands the state to the next window.",
    )


def gradient_distance(norms):
    """Draw how strong a gradient is, by its distance in characters.

    Parameters
    ----------
    norms : dict of str to Tensor
        Name → [steps], the newest character first.

    Returns
    -------
    Picture
    """
    fig, ax = figure(6.8, 3.1)
    relative = {name: (values / values[0].clamp_min(1e-30)).tolist() for name, values in norms.items()}
    styles = ("-", "--", "-.", "-")
    for i, (name, values) in enumerate(relative.items()):
        ax.plot(range(len(values)), values, label=name, linestyle=styles[i % 4], lw=2.5 if i == 3 else 2)
    ax.set_yscale("log")
    ax.set_ylim(1e-12, 30)
    ax.set(xlabel="distance back, in characters", ylabel="gradient, relative to the newest")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    far = min(50, min(len(values) for values in relative.values()) - 1)
    kept = {name: values[far] for name, values in relative.items()}
    most = max(kept, key=kept.get)
    others = "; ".join(f"{name} {value:.1e}" for name, value in kept.items() if name != most)
    return Picture(
        fig,
        f"“{most}” keeps the most: {far} characters back its gradient is {kept[most]:.2g} times that of the newest "
        "character.",
        f"The others: {others}.",
    )


def gate_map(gates, text, units, groups=None):
    """Draw the forget gates of some units over a text.

    Parameters
    ----------
    gates : Tensor
        [len(text), number of units], between 0 (forget) and 1 (keep).
    text : str
        The characters that were read, one a column.
    units : list of int
        The units' numbers, one a row.
    groups : dict of str to (callable, int), optional
        What a group of rows was picked for: its name → (a test of one character, how many rows), from
        the top.

    Returns
    -------
    Picture
    """
    values = gates.detach().cpu().T
    groups = groups or {"small letters": (str.islower, len(units))}
    fig, axes = figure(
        7.6, 1.1 + 0.27 * len(units), rows=len(groups), squeeze=False,
        height_ratios=[rows for _, rows in groups.values()],
    )  # fmt: skip
    finding, start = [], 0
    for ax, (name, (test, rows)) in zip(axes[:, 0], groups.items(), strict=True):
        part = slice(start, start + rows)
        image = ax.imshow(values[part], cmap="Blues", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
        ax.set_xticks([])
        ax.set_yticks(range(rows), [f"unit {u}" for u in units[part]], fontsize=9)
        ax.tick_params(length=0)
        ax.set_ylabel(name)
        finding.append(_clearest(values[part], text, units[part], name, test))
        start += rows
    letters = ["␣" if c == " " else c for c in text]
    axes[-1, 0].set_xticks(range(len(text)), letters, family="DejaVu Sans Mono", fontsize=10.5)
    axes[-1, 0].set_xlabel("character read (␣ space, $ line end)")
    bar = fig.colorbar(image, ax=axes, ticks=[0, 0.5, 1], pad=0.01)
    bar.ax.set_yticklabels(["0 forget", "0.5", "1 keep"])
    return Picture(fig, " ".join(finding), f"The text read is “{text}”.")


def _clearest(values, text, units, name, test):
    """Return a sentence about the unit whose gate differs most between some characters and the rest."""
    inside = [i for i, c in enumerate(text) if test(c)]
    rest = [i for i in range(len(text)) if i not in inside]
    if not inside or not rest:
        return f"No comparison for {name}: all characters are of one kind."
    at, other = values[:, inside].mean(1), values[:, rest].mean(1)
    row = int((at - other).abs().argmax())
    verb = "keeps more" if at[row] > other[row] else "forgets more"
    return (
        f"Unit {units[row]} {verb} at {name} than elsewhere: its forget gate is {at[row]:.2f} there, "
        f"{other[row]:.2f} at the rest."
    )

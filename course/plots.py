"""The figures of the labs: one style, one way to show a figure with a text for those who cannot see it.

Every figure stands on its own light card, so it reads the same in a light and in a dark JupyterLab.
Colours are Okabe and Ito's set, which stays apart for colour-blind readers
(https://jfly.uni-koeln.de/color/); heat maps use blue–white–red with zero at white.
"""

import base64
import html
import io

import matplotlib
from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PINK, SKY, VERMILION, YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
)  # fmt: skip
INK, FAINT, CARD = "#222222", "#8a8a8a", "#fcfbf8"

STYLE = {
    "figure.facecolor": CARD,
    "axes.facecolor": CARD,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "font.size": 10,
    "axes.prop_cycle": matplotlib.cycler(color=[BLUE, ORANGE, GREEN, PINK, VERMILION, SKY]),
    "lines.linewidth": 2,
    "legend.frameon": False,
}


def figure(width=6.4, height=2.6, rows=1, columns=1, **options):
    """Return (figure, axes) in the course's style; `options` go to `Figure.subplots`.

    Sizes are in inches, at 100 dots an inch.
    """
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(width, height), dpi=100, layout="constrained")
        return fig, fig.subplots(rows, columns, **options)


class Picture:
    """A rendered figure that carries its own description into every notebook front end."""

    def __init__(self, png, alt):
        self.png, self.alt = png, alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = base64.b64encode(self.png).decode()
        tag = f'<img alt="{html.escape(self.alt)}" style="max-width:100%" src="data:image/png;base64,{data}">'
        return {"text/html": tag, "image/png": data, "text/plain": f"[figure: {self.alt}]"}


def show(fig, alt):
    """Return the figure as the value of a cell, with `alt` as its description.

    Parameters
    ----------
    alt : str
        What the figure shows, for a reader who cannot see it: the finding, not the colours.
    """
    buffer = io.BytesIO()
    with matplotlib.rc_context(STYLE):
        fig.savefig(buffer, format="png")
    return Picture(buffer.getvalue(), alt)


def diagram(width, height):
    """Return (figure, axes) for boxes and arrows: no frame, one unit an inch, (0, 0) at the lower left."""
    fig, ax = figure(width, height)
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    return fig, ax


def box(ax, x, y, text="", color=BLUE, width=0.62, height=0.5):
    """Draw a rounded box with its centre at (x, y)."""
    corner = (x - width / 2, y - height / 2)
    style = {"boxstyle": "round,pad=0,rounding_size=0.08", "lw": 1.6}
    patch = matplotlib.patches.FancyBboxPatch(corner, width, height, fc="white", ec=color, **style)
    ax.add_patch(patch)
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def arrow(ax, start, end, text="", offset=(0.0, 0.0), color=INK, bend=0.0):
    """Draw an arrow from `start` to `end`; its text stands at the middle, moved by `offset`.

    Parameters
    ----------
    bend : float
        0 for a straight arrow, else how far it bends to the side, as a part of its length.
    """
    shape = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops={"color": color, "lw": 1.6, **shape})
    x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
    ax.text(x, y, text, ha="center", va="center", color=color, fontsize=11)


def recurrence(steps=4):
    """Draw a recurrent layer folded, with its loop, and unrolled over `steps` steps."""
    fig, ax = diagram(2.65 + 1.42 * steps, 2.7)
    middle = 1.15

    def cell(x, t):
        box(ax, x, middle, "tanh(… + $b$)", width=1.06)
        arrow(ax, (x, 0.35), (x, middle - 0.25), "W", (0.15, 0.0), GREEN)
        arrow(ax, (x, middle + 0.25), (x, 1.95))
        ax.text(x, 0.2, f"$x_{t}$", ha="center", va="center", fontsize=12)
        ax.text(x, 2.1, f"$h_{t}$", ha="center", va="center", fontsize=12)

    ax.text(0.06, 2.52, "folded", va="center", fontweight="bold")
    ax.text(2.28, 2.52, "unrolled: the same cell at every step", va="center", fontweight="bold")
    cell(0.62, "t")
    ax.plot((0.62, 1.5, 1.5, 1.35), (1.65, 1.65, middle, middle), color=VERMILION, lw=1.6)
    arrow(ax, (1.4, middle), (1.16, middle), color=VERMILION)
    ax.text(1.64, 1.4, "U", color=VERMILION, ha="center", va="center", fontsize=11)
    ax.text(1.98, middle, "=", ha="center", va="center", fontsize=16)
    ax.text(2.4, middle, "$h_0$", ha="center", va="center", fontsize=12)
    for t in range(1, steps + 1):
        x = 2.0 + 1.42 * t
        arrow(ax, (2.54 if t == 1 else x - 0.88, middle), (x - 0.54, middle), "U", (0.0, 0.14), VERMILION)
        cell(x, t)
    return fig


def states(*panels, titles, limits=None):
    """Draw states over time as heat maps, one under the other: a row a unit, a column a step.

    Parameters
    ----------
    *panels : Tensor
        [seq_len, rnn_size] each.
    titles : sequence of str
        One a panel.
    limits : sequence of float
        One a panel: its colours run from ``-limit`` to ``limit``; 1 unless given.
    """
    fig, axes = figure(6.4, 0.5 + 1.55 * len(panels), rows=len(panels), squeeze=False)
    limits = limits or [1.0] * len(panels)
    for ax, panel, title, limit in zip(axes[:, 0], panels, titles, limits, strict=True):
        values = panel.detach().cpu().T
        look = {"cmap": "RdBu_r", "aspect": "auto", "interpolation": "nearest"}
        image = ax.imshow(values, vmin=-limit, vmax=limit, **look)
        ax.set(ylabel="unit", yticks=[0, len(values) - 1])
        ax.set_title(title, loc="left", fontsize=10)
        ax.xaxis.get_major_locator().set_params(integer=True)
        bar = fig.colorbar(image, ax=ax, ticks=[-limit, 0, limit])
        bar.ax.set_yticklabels([f"{-limit:.2g}", "0", f"{limit:.2g}"])
    axes[-1, 0].set_xlabel("step")
    return fig


def with_and_without_tanh(squashed, linear):
    """Draw two runs of the same layer, [seq_len, rnn_size] each: with its tanh, and without.

    Between −1 and 1 the lower axis is linear, outside it is logarithmic, so that the band stays visible.
    """
    fig, axes = figure(6.4, 4.2, rows=2, sharex=True)
    titles = ("with tanh (a colour is a unit; the blue band runs from −1 to 1)", "without tanh")
    for ax, values, title in zip(axes, (squashed, linear), titles, strict=True):
        ax.axhspan(-1, 1, color=SKY, alpha=0.3, lw=0)
        ax.plot(values.detach().cpu(), lw=1.2)
        ax.set_ylabel("state")
        ax.set_title(title, loc="left", fontsize=10)
    axes[0].set(ylim=(-1.3, 1.3), yticks=(-1, 0, 1))
    outside = (linear.detach().abs().amax(dim=1) > 1).nonzero()
    if len(outside):
        first = int(outside[0])
        axes[1].axvline(first, color=INK, lw=1, ls=":")
        title = f"without tanh: first outside the band at step {first} (each mark is ten times more)"
        axes[1].set_title(title, loc="left", fontsize=10)
    axes[1].set_yscale("symlog", linthresh=1)
    axes[1].set(xlabel="step", ylim=(-400, 400), yticks=(-100, -10, -1, 0, 1, 10, 100))
    axes[1].set_yticklabels(("−100", "−10", "−1", "0", "1", "10", "100"))
    axes[1].minorticks_off()
    return fig


def impulse_response(states, linear, radius):
    """Draw what is left of one impulse: the states as a heat map, and their length over time.

    Parameters
    ----------
    states : Tensor
        [seq_len, rnn_size], after one impulse at step 0.
    linear : Tensor
        The same without the tanh.
    radius : float
        U's spectral radius, for the title.
    """
    fig, (left, right) = figure(7.4, 2.9, columns=2)
    values = states.detach().cpu()
    look = {"cmap": "RdBu_r", "aspect": "auto", "interpolation": "nearest"}
    image = left.imshow(values.T, vmin=-1, vmax=1, **look)
    left.set(xlabel="step", ylabel="unit", yticks=[0, values.shape[1] - 1])
    left.set_title(f"state with tanh, spectral radius {radius:.2f}", loc="left", fontsize=10)
    left.xaxis.get_major_locator().set_params(integer=True)
    fig.colorbar(image, ax=left, ticks=[-1, 0, 1])
    _lengths(right, values, linear)
    right.set_ylabel("length of the state")
    right.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False, fontsize=9)
    return fig


def _lengths(ax, states, linear):
    """Draw the norm of the state at every step, with the tanh and without, on a logarithmic axis."""
    ax.plot(linear.detach().cpu().norm(dim=1), color=VERMILION, ls="--", label="without tanh")
    ax.plot(states.detach().cpu().norm(dim=1), color=BLUE, label="with tanh")
    ax.set(xlabel="step", yscale="log", ylim=(1e-4, 1e4))
    ax.xaxis.get_major_locator().set_params(integer=True)


def impulse_lengths(runs):
    """Draw the length of the state after an impulse for several spectral radii, side by side.

    Parameters
    ----------
    runs : dict of float to (Tensor, Tensor)
        The radius → the states with the tanh and without, [seq_len, rnn_size] each.
    """
    fig, axes = figure(7.4, 2.6, columns=len(runs), sharey=True)
    for ax, (radius, (squashed, linear)) in zip(axes, runs.items(), strict=True):
        _lengths(ax, squashed, linear)
        ax.set_title(f"spectral radius {radius:.1f}", loc="left", fontsize=10)
    axes[0].set_ylabel("length of the state")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper right", ncols=2, frameon=False)
    return fig


def yours_and_expected(yours, expected):
    """Draw two sets of states, [seq_len, rnn_size] each, and their difference.

    The difference has its own colours, which end at its largest number; rounding errors stay white.
    """
    difference = (yours - expected).detach().cpu()
    largest = float(difference.abs().max())
    titles = ("yours", "expected", f"difference: at most {largest:.0e}")
    return states(yours, expected, difference, titles=titles, limits=(1.0, 1.0, max(largest, 1e-3)))


def two_chains(words):
    """Draw a bidirectional layer over `words`: one chain of states from each end, joined at every step."""
    count = len(words)
    fig, ax = figure(7.6, 2.9)
    ax.set(xlim=(-1.2, count - 0.4), ylim=(-0.4, 2.4))
    ax.axis("off")

    def box(x, y, text, colour):
        style = {"boxstyle": "round,pad=0.3", "fc": "white", "ec": colour, "lw": 1.8}
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
    ax.text(-1.15, 1.0, "input, output", va="center")
    for t, word in enumerate(words):
        box(t - 0.27, 1.0, word, INK)
        box(t + 0.24, 1.0, rf"output$_{t}$", INK)
    return fig


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
        rectangle = matplotlib.patches.Rectangle(
            (1.2, row + 0.08), 8.6, 0.84, fc=colour, ec=colour, alpha=0.28 if last else 0.1
        )
        ax.add_patch(rectangle)
        weight = "bold" if last else "normal"
        for x, text in (
            (2.2, row // 2),
            (4.6, "forward  →" if forward else "←  backward"),
            (7.9, "t = seq_len − 1" if forward else "t = 0"),
        ):
            ax.text(x, row + 0.5, text, ha="center", va="center", fontweight=weight)
        ax.text(1.0, row + 0.5, f"state[{row}]", ha="right", va="center", family="monospace", fontsize=9)
    return fig


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
    ax.set(xlabel="padded steps", ylabel="largest error")
    ax.set_ylim(bottom=-0.02)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return fig


def influence_map(seen, t):
    """Draw which input positions each output can see, and one output's row as bars.

    Colours and bars have the same fixed, logarithmic scale, so that figures can be compared.

    Parameters
    ----------
    seen : Tensor
        ``seen[t, s]``: the size of the gradient of output ``t`` with respect to input ``s``.
    t : int
        The output whose row is drawn as bars.
    """
    seen = seen.detach().cpu()
    steps = len(seen)
    fig, (left, right) = figure(7.6, 3.7, columns=2, width_ratios=(1, 1.25))
    picture = _influence_image(left, seen)
    frame = matplotlib.patches.Rectangle((-0.5, t - 0.5), steps, 1, fill=False, ec=VERMILION, lw=1.8)
    frame.set(clip_on=False, zorder=5)
    left.add_patch(frame)
    left.set(xlabel="input position s", ylabel="output position t")
    left.set_title("every output; blank: no gradient", loc="left", fontsize=10)
    said = "size of the gradient (log scale)"
    fig.colorbar(picture, ax=left, location="bottom", shrink=0.85, extend="max", label=said)
    right.bar(range(steps), seen[t], color=[VERMILION if s == t else BLUE for s in range(steps)])
    right.set(xlabel="input position s", ylabel=said, xlim=(-0.8, steps - 0.2))
    right.set(yscale="log", ylim=(1e-5, 2.0))
    right.set_title(f"row t = {t}; no bar: no gradient", loc="left", fontsize=10)
    right.xaxis.get_major_locator().set_params(integer=True)
    return fig


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
    return fig


def _influence_image(ax, seen):
    from matplotlib.colors import LinearSegmentedColormap, LogNorm

    colours = LinearSegmentedColormap.from_list("seen", ["#c6dcee", SKY, BLUE, "#002f4d"])
    picture = ax.imshow(seen.where(seen > 0, float("nan")), cmap=colours, norm=LogNorm(1e-5, 1.0))
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)
    return picture


def accuracy_by_position(accuracy, chance):
    """Draw the accuracy of several models at each position of a sequence, with the level of guessing."""
    fig, ax = figure(6.4, 2.6)
    marks = ("o", "s", "^", "D")
    for (name, values), mark in zip(accuracy.items(), marks, strict=False):
        ax.plot(range(len(values)), values, marker=mark, markersize=5, label=name)
    ax.axhline(chance, color=FAINT, ls="--", lw=1.5, label="guessing")
    ax.set(xlabel="position", ylabel="accuracy", ylim=(-0.04, 1.06))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    return fig


_AXIS_COLOURS = {
    "batch": ORANGE,
    "seq_len": BLUE,
    "input_size": GREEN,
    "hidden_size": PINK,
    "num_layers": INK,
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

    Examples
    --------
    >>> fig = tensor_boxes({"state": {"num_layers": 1, "batch": 64, "hidden_size": 50}})
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
    return fig


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
        colour = next((c for known, c in _AXIS_COLOURS.items() if known in name), INK)
        ax.plot(*edge, color=colour, linewidth=4, solid_capstyle="round")
        across, up = (("center", "bottom"), ("right", "center"), ("center", "top"))[i]
        ax.text(*place, f"{name} {size}", ha=across, va=up, fontsize=9)
    ax.set_xlim(-4.2, columns + dx + 0.6)
    ax.set_ylim(-1.4, rows + dy + 1.6)
    ax.set_aspect("equal")
    ax.axis("off")


def output_and_state(num_layers, seq_len):
    """Draw the states of an unrolled RNN: which of them are the output, which are the state."""
    from matplotlib.patches import Rectangle

    fig, ax = figure(1.9 + 0.85 * seq_len, 1.3 + 0.75 * num_layers)
    arrow = {"arrowstyle": "->", "color": INK, "linewidth": 1.2}
    for t in range(seq_len):
        for layer in range(num_layers):
            top, last = layer == num_layers - 1, t == seq_len - 1
            ax.add_patch(
                Rectangle(
                    (t, layer), 0.62, 0.62, facecolor=SKY if top else "#e8edf1", edgecolor=INK, linewidth=0.8
                )
            )
            if not last:
                ax.annotate("", (t + 0.98, layer + 0.31), (t + 0.64, layer + 0.31), arrowprops=arrow)
            ax.annotate("", (t + 0.31, layer - 0.03), (t + 0.31, layer - 0.36), arrowprops=arrow)
        ax.text(t + 0.31, -0.4, f"$x_{t + 1}$", ha="center", va="top")
    frame = Rectangle((seq_len - 1.12, -0.12), 0.86, num_layers - 0.14, fill=False, ec=VERMILION, lw=3)
    ax.add_patch(frame)  # the arrows are drawn over it
    for layer in range(num_layers):
        ax.text(-0.15, layer + 0.31, f"layer {layer}", ha="right", va="center")
    ax.text(0, num_layers - 0.15, "output: the last layer, every step (blue)", va="bottom")
    ax.text(seq_len - 0.1, (num_layers - 0.38) / 2, "state:\nevery layer,\nlast step\n(framed)", va="center")
    ax.set_xlim(-1.1, seq_len + 1.2)
    ax.set_ylim(-0.75, num_layers + 0.3)
    ax.axis("off")
    return fig


def packing(lengths):
    """Draw sequences of unequal lengths, once padded to a rectangle and once packed.

    Parameters
    ----------
    lengths : list of int
        In the order in which the sequences are given; packing sorts them.
    """
    from matplotlib.patches import Rectangle

    colours = [BLUE, ORANGE, GREEN, PINK, SKY, VERMILION]
    count, longest = len(lengths), max(lengths)
    fig, (left, right) = figure(7.4, 1.5 + 0.42 * count, columns=2)
    order = sorted(range(count), key=lambda i: -lengths[i])
    for ax, rows, packed in ((left, range(count), False), (right, order, True)):
        for row, i in enumerate(rows):
            for t in range(longest if not packed else lengths[i]):
                real, last = t < lengths[i], t == lengths[i] - 1
                ax.add_patch(
                    Rectangle(
                        (t + 0.05, row + 0.08), 0.9, 0.84,
                        facecolor=colours[i % 6] if real else CARD, alpha=0.75 if real else 1,
                        edgecolor=FAINT, hatch="" if real else "////", linewidth=0.5,
                    )
                )  # fmt: skip
                if last:
                    ax.add_patch(
                        Rectangle((t + 0.05, row + 0.08), 0.9, 0.84, fill=False, edgecolor=INK, linewidth=2.5)
                    )
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
    return fig


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
    return fig


def loss_curve(losses, guessing=None):
    """Draw the loss of every training step; `guessing` marks the loss of a model that only guesses."""
    fig, ax = figure(5.2, 2.3)
    ax.plot(range(1, len(losses) + 1), losses)
    if guessing is not None:
        ax.axhline(guessing, color=FAINT, linestyle="--", linewidth=1)
        ax.text(len(losses), guessing, "guessing", ha="right", va="bottom", color=INK, fontsize=9)
    ax.set_xlabel("training step")
    ax.set_ylabel("cross-entropy")
    ax.set_ylim(bottom=0)
    return fig

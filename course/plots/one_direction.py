"""Lab 01: the recurrence, its states, and how far an impulse is heard."""

from course.plots.style import BLUE, GREEN, SKY, VERMILION, Picture, arrow, box, diagram, figure


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
    return Picture(
        fig,
        "A recurrent layer folded, with its loop, and unrolled: the same cell at every step.",
        "Left: one cell that gets the input through W and its own last state through U. Right: the cell drawn "
        f"{steps} times in a row; the state goes from each step to the next through U.",
    )


def _states(panels, titles, limits):
    """Draw states over time as heat maps, one under the other: a row a unit, a column a step."""
    fig, axes = figure(6.4, 0.5 + 1.55 * len(panels), rows=len(panels), squeeze=False)
    for ax, panel, title, limit in zip(axes[:, 0], panels, titles, limits, strict=True):
        values = panel.detach().cpu().T
        look = {"cmap": "RdBu_r", "aspect": "auto", "interpolation": "nearest"}
        image = ax.imshow(values, vmin=-limit, vmax=limit, **look)
        ax.set(ylabel="unit", yticks=range(len(values)))
        ax.set_title(title, loc="left", fontsize=10)
        ax.xaxis.get_major_locator().set_params(integer=True)
        bar = fig.colorbar(image, ax=ax, ticks=[-limit, 0, limit])
        bar.ax.set_yticklabels([f"{-limit:.2g}", "0", f"{limit:.2g}"])
    axes[-1, 0].set_xlabel("step")
    return fig


def with_and_without_tanh(squashed, linear):
    """Draw runs of the same layer, [seq_len, rnn_size] each: with its tanh, and without.

    Between −1 and 1 the axes without tanh are linear, outside they are logarithmic, so that the band stays visible.

    Parameters
    ----------
    squashed : Tensor
        The run with the tanh.
    linear : dict of str to Tensor
        What is done to the state → the run without the tanh.

    Returns
    -------
    Picture
    """
    fig, axes = figure(6.4, 1.7 * (1 + len(linear)) + 0.6, rows=1 + len(linear), sharex=True)
    titles = ["with tanh (a colour is a unit; the blue band runs from −1 to 1)"]
    titles += [f"without tanh, {what}" for what in linear]
    for ax, values, title in zip(axes, (squashed, *linear.values()), titles, strict=True):
        ax.axhspan(-1, 1, color=SKY, alpha=0.3, lw=0)
        ax.plot(values.detach().cpu(), lw=1.2)
        ax.set_ylabel("state")
        ax.set_title(title, loc="left", fontsize=10)
    axes[0].set(ylim=(-1.3, 1.3), yticks=(-1, 0, 1))
    for ax in axes[1:]:
        ax.set_yscale("symlog", linthresh=1)
        ax.set(ylim=(-400, 400), yticks=(-100, -10, -1, 0, 1, 10, 100))
        ax.set_yticklabels(("−100", "−10", "−1", "0", "1", "10", "100"))
        ax.minorticks_off()
    axes[-1].set_xlabel("step; outside the band each mark is ten times more")
    leaves = "; ".join(f"{what}, {_leaves(values)}" for what, values in linear.items())
    most = max(values.abs().max() for values in linear.values())
    return Picture(
        fig,
        f"With tanh no number is larger than {squashed.abs().max():.2f} in {len(squashed)} steps, without it one is {most:.0f}.",
        f"Without tanh: {leaves}.",
    )


def _leaves(states):
    """Say when a run leaves the band from −1 to 1, and how far it goes."""
    sizes = states.detach().abs().amax(1)
    if sizes.max() <= 1:
        return "it stays in the band"
    first, end = int((sizes > 1).int().argmax()), sizes[-len(sizes) // 4 :].max()
    return f"it leaves the band at step {first}; the largest number is {sizes.max():.3g}, in the last quarter {end:.3g}"


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

    Returns
    -------
    Picture
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
    return Picture(
        fig,
        f"Spectral radius {radius:.1f}: {len(values) - 1} steps after the impulse the length of the state is "
        f"{values[-1].norm():.2g} with tanh and {linear[-1].norm():.2g} without.",
        "Left the states with tanh as a heat map, right both lengths over time.",
    )


def _lengths(ax, states, linear):
    """Draw the norm of the state at every step, with the tanh and without, on a logarithmic axis."""
    ax.plot(linear.detach().cpu().norm(dim=1), color=VERMILION, ls="--", label="without tanh")
    ax.plot(states.detach().cpu().norm(dim=1), color=BLUE, label="with tanh")
    ax.set(xlabel="step", yscale="log", ylim=(1e-4, 1e4))
    ax.set_yticks((1e-4, 1e-2, 1, 1e2, 1e4), ("10⁻⁴", "10⁻²", "1", "10²", "10⁴"))
    ax.minorticks_off()
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
    ends = {
        radius: f"at {radius:.1f} {linear[-1].norm():.2g} without tanh and {squashed[-1].norm():.2g} with it"
        for radius, (squashed, linear) in runs.items()
    }
    return Picture(
        fig, f"What is left of an impulse at the last step, by spectral radius: {'; '.join(ends.values())}."
    )


def yours_and_expected(yours, expected):
    """Draw two sets of states, [seq_len, rnn_size] each, and their difference.

    The difference has its own colours, which end at its largest number; rounding errors stay white.

    Parameters
    ----------
    yours, expected : Tensor
        [seq_len, rnn_size] each.

    Returns
    -------
    Picture
    """
    difference = (yours - expected).detach().cpu()
    largest = float(difference.abs().max())
    blank = " (blank: no difference larger than rounding)" if largest < 1e-5 else ""
    titles = ("yours", "expected", f"difference: at most {largest:.0e}{blank}")
    fig = _states((yours, expected, difference), titles, (1.0, 1.0, max(largest, 1e-3)))
    return Picture(
        fig,
        f"Your states and the expected ones differ by at most {largest:.0e}.",
        f"Three heat maps over {len(yours)} steps: yours, expected, and their difference.",
    )

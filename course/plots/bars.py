"""Bars with their values, and bits per character as such bars; several labs."""

from course.plots.style import BLUE, INK, SKY, Picture, figure


def labelled_bars(values, label, form="{:.2f}", line=None, line_label="", strong=None):
    """Draw one bar a name, with its value at its end.

    Parameters
    ----------
    values : dict of str to float
        Name → value, not negative.
    label : str
        What the values are.
    form : str
        How a value is written.
    line : float, optional
        A value to compare with, drawn as a dashed line and named `line_label`.
    line_label : str
        What the dashed line is called.
    strong : collection of str, optional
        The names whose bars stand out; without it the highest does.

    Returns
    -------
    Picture
    """
    names, numbers = list(values), list(values.values())
    highest, lowest = max(values, key=values.get), min(values, key=values.get)
    strong = [highest] if strong is None else strong
    fig, ax = figure(6.4, 0.42 * len(names) + (1.2 if line is not None else 0.85))
    fig.get_layout_engine().set(w_pad=0.12)
    ax.barh(range(len(names)), numbers, color=[(SKY, BLUE)[n in strong] for n in names], height=0.62)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, 1.18 * max([*numbers, line or 0.0, 1e-9]))
    for row, value in enumerate(numbers):
        text = f" {form.format(value)}"
        ax.text(value, row, text, va="center", ha="left", weight="bold", fontsize=10)
    if line is not None:
        ax.set_ylim(top=-0.95)
        ax.axvline(line, color=INK, linestyle="--", linewidth=1)
        ax.text(line, -0.58, f" {line_label} {form.format(line)}", ha="left", va="center", fontsize=9)
    ax.set_xlabel(label)
    said = "; ".join(f"{name} {form.format(value)}" for name, value in values.items())
    end = f" {line_label.capitalize()}: {form.format(line)}." if line is not None else ""
    return Picture(fig, f"The highest bar is {highest}, the lowest {lowest}.", f"Bars, {label}: {said}.{end}")


def bits_bars(bits, guessing=None):
    """Draw the bits per character of several models as bars; those of an LSTM stand out.

    Parameters
    ----------
    bits : dict of str to float
        Model → bits per character.
    guessing : float, optional
        The bits of a uniform guess, drawn as a line.

    Returns
    -------
    Picture
    """
    strong = [name for name in bits if name.startswith("LSTM")]
    label = "bits per character (lower is better)"
    drawn = labelled_bars(bits, label, line=guessing, line_label="guessing", strong=strong)
    others = {name: value for name, value in bits.items() if name not in strong}
    if not strong or not others:
        return drawn
    first, rival = strong[0], min(others, key=others.get)
    finding = f"{first}: {bits[first]:.2f}; the best of the others, {rival}: {others[rival]:.2f}."
    return Picture(drawn.figure, finding, drawn.alt)

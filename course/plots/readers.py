"""What a model reads, step by step, and what it answers; several labs."""

from course.plots.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    SKY,
    Picture,
    arrow,
    box,
    cell,
    diagram,
    figure,
)


def next_letters(read, wanted, each=""):
    """Draw a model that reads a text letter by letter and has to say the next letter at every step.

    Parameters
    ----------
    read, wanted : sequence of str
        The letter that is read at each step, and the one that should follow.
    each : str
        What is read beside every letter, for instance a category.

    Returns
    -------
    Picture
    """
    below = 0.35 if each else 0.0
    fig, ax = diagram(1.3 + 0.95 * len(read), 2.65 + below)
    for y, text in ((0.3 + below, "reads"), (1.3 + below, "state"), (2.3 + below, "should say")):
        ax.text(1.15, y, text, ha="right", va="center", fontsize=11)
    for t, (letter, following) in enumerate(zip(read, wanted, strict=True)):
        x = 1.75 + 0.95 * t
        cell(ax, x - 0.26, 0.07 + below, letter, SKY, 0.52, 0.46, tint=0.6, fontsize=12)
        cell(
            ax,
            x - 0.26,
            2.07 + below,
            following,
            ORANGE,
            0.52,
            0.46,
            tint=0.6,
            fontsize=12 if len(following) == 1 else 9,
        )
        box(ax, x, 1.3 + below, color=BLUE, width=0.5, height=0.42)
        arrow(ax, (x, 0.55 + below), (x, 1.07 + below))
        arrow(ax, (x, 1.53 + below), (x, 2.05 + below))
        if t:
            arrow(ax, (x - 0.7, 1.3 + below), (x - 0.26, 1.3 + below))
        if each:
            ax.text(x, 0.2, each, ha="center", va="center", fontsize=10, color=GREEN)
    beside = f" Beside every letter it reads “{each}”." if each else ""
    return Picture(
        fig,
        "A model reads one letter a step and has to say the next one.",
        f"It reads {' '.join(read)} and should say {' '.join(wanted)}. A state goes from step to step.{beside}",
    )


def what_is_read(text, n):
    """Draw what two models may read before they guess the last character: n characters, or all of them.

    Parameters
    ----------
    text : str
        Its last character is the target.
    n : int
        How much the n-gram model reads.

    Returns
    -------
    Picture
    """
    fig, ax = figure(0.46 * len(text) + 1.9, 1.75)
    last = len(text) - 1
    for row, (name, first) in enumerate(((f"n-gram, n = {n}", last - n), ("LSTM", 0))):
        for place, character in enumerate(text):
            colour = ORANGE if place == last else SKY if place >= first else CARD
            words = {"c": INK if place >= first else FAINT, "fontsize": 11}
            shown = "?" if place == last else "␣" if character == " " else character
            cell(ax, place + 0.04, 1.4 * row + 0.08, shown, colour, 0.92, 0.84, tint=0.7, **words)
        ax.text(-0.3, 1.4 * row + 0.5, name, ha="right", va="center")
    ax.set(xlim=(-4.2, len(text) + 0.1), ylim=(2.5, -0.1))
    ax.axis("off")
    return Picture(
        fig,
        f"Both guess the next character: the n-gram model reads the last {n}, the LSTM all that came before.",
        f"The text “{text[:-1]}”, then the place to guess, once for each model; what it reads is coloured.",
    )


def text_reader(words, layer, answer, padded=0, aside=""):
    """Draw a model that reads a text word by word: a vector a word, a state a word, one answer at the end.

    Parameters
    ----------
    words : sequence of str
        The words of the text, in order.
    layer : str
        The recurrent layer, such as ``"GRU"``.
    answer : str
        What comes from the state after the last word.
    padded : int
        How many padded places follow.
    aside : str
        What the caption adds.

    Returns
    -------
    Picture
    """
    steps = [*words, *["<pad>"] * padded]
    fig, ax = diagram(1.5 + 0.95 * len(steps), 3.3)
    for t, word in enumerate(steps):
        x, real = 1.5 + 0.95 * t, t < len(words)
        colour = INK if real else FAINT
        ax.text(x, 0.2, word, ha="center", va="center", fontsize=11, color=colour)
        box(ax, x, 0.85, "vector" if real else "zeros", ORANGE if real else FAINT, width=0.78, height=0.42)
        box(ax, x, 1.75, "state" if real else "", BLUE if real else FAINT, width=0.78, height=0.42)
        arrow(ax, (x, 0.36), (x, 0.63), color=colour)
        arrow(ax, (x, 1.08), (x, 1.52), color=colour)
        if t:
            arrow(ax, (x - 0.55, 1.75), (x - 0.4, 1.75), color=colour)
    last = 1.5 + 0.95 * (len(words) - 1)
    box(ax, last, 2.85, answer, GREEN, width=1.1, height=0.46)
    arrow(ax, (last, 1.98), (last, 2.6))
    ax.text(last + 0.15, 2.3, "linear", va="center", fontsize=10)
    ax.text(0.95, 1.75, layer, ha="right", va="center", fontsize=11)
    after = f", not from the {padded} padded places" if padded else ""
    return Picture(
        fig,
        f"The {answer} come from the state after the last word{after}{aside}.",
        f"The text is {' '.join(words)}. Each word becomes a vector, each vector changes the state of the {layer}.",
    )

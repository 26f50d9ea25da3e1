"""Lab 10: passes of training, weights over words."""

import textwrap

from course.plots.style import BLUE, CARD, INK, ORANGE, SKY, Picture, cell, figure


def passes_curves(histories):
    """Draw the accuracy after every pass, on training and on validation data, for several models.

    Parameters
    ----------
    histories : dict of str to dict
        Name → lists "train_accuracy", "validation_accuracy"; what else it holds is not drawn.

    Returns
    -------
    Picture
    """
    fig, axes = figure(
        2.4 * len(histories) + 0.4, 2.6, columns=len(histories), sharex=True, sharey=True, squeeze=False
    )
    found = []
    for ax, (name, history) in zip(axes[0], histories.items(), strict=True):
        for part, colour, marker in (("train", BLUE, "o"), ("validation", ORANGE, "s")):
            values = history[f"{part}_accuracy"]
            ax.plot(range(len(values)), values, color=colour, marker=marker, ms=3.5, lw=1.6, label=part)
        ax.set(title=name, xlabel="pass")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ends = [history[f"{part}_accuracy"][-1] for part in ("train", "validation")]
        best = max(history["validation_accuracy"])
        found.append(
            f"{name}: validation {best:.0%} at best and {ends[1]:.0%} at the end, training {ends[0]:.0%}"
        )
    axes[0, 0].set(ylabel="accuracy", ylim=(0, 1.03))
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper right", ncols=2, fontsize=9)
    bests = {name: max(history["validation_accuracy"]) for name, history in histories.items()}
    most = max(bests, key=bests.get)
    return Picture(
        fig,
        f"The best validation accuracy, {bests[most]:.0%}, is that of “{most}”.",
        f"Accuracy over the passes. {'; '.join(found)}.",
    )


def word_weights(rows, titles):
    """Draw sentences with a tint behind every word: the darker, the more weight; weights from 1% on are written.

    Parameters
    ----------
    rows : sequence of (list of str, Tensor)
        The words of each sentence and their weights, which sum to 1.
    titles : sequence of str
        Said above each sentence.

    Returns
    -------
    Picture
    """
    from matplotlib import colormaps

    widest = 78  # characters a line
    lines, y, found = [], 0.0, []
    for (words, weights), title in zip(rows, titles, strict=True):
        weights = weights.detach().double().cpu().tolist()
        lines.append(("title", 0.0, y, title, 0.0))
        y, x = y + 0.34, 0.0
        for word, weight in zip(words, weights, strict=True):
            if f"{weight:.0%}" != "0%":
                word = f"{word} ({weight:.0%})"
            width = len(word) + 1.2
            if x + width > widest:
                x, y = 0.0, y + 0.46
            lines.append(("word", x, y, word, weight))
            x += width + 0.25
        y += 0.62
        order = sorted(range(len(words)), key=lambda i, weights=weights: -weights[i])[:2]
        best = " and ".join(f"{words[i]} {weights[i]:.0%}" for i in order)
        found.append(f"{textwrap.shorten(title, 60)}: most weight on {best}")
    fig, ax = figure(7.2, y + 0.1)
    tint = colormaps["Blues"]
    for kind, x, top, text, weight in lines:
        if kind == "title":
            ax.text(0, top, text, va="center", fontsize=10, color=INK)
            continue
        width = len(text) + 1.2
        strength = min(1.0, weight / 0.5)
        words_look = {"fontsize": 10, "c": CARD if strength > 0.6 else INK, "family": "monospace"}
        cell(ax, x, top - 0.19, text, tint(strength * 0.9), width, 0.38, edge=SKY, **words_look)
    ax.set(xlim=(-0.5, widest + 0.5), ylim=(y - 0.25, -0.25))
    ax.axis("off")
    return Picture(fig, f"{found[0]}.", ". ".join([*found[1:], ""]).strip())

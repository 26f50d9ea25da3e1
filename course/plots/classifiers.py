"""How a classifier does, class by class; labs 06 and later."""

from course.plots.style import CARD, INK, figure


def confusion_matrix(counts, labels, title="share of the true class"):
    """Draw which classes are taken for which: true classes down, predictions across.

    Parameters
    ----------
    counts : Tensor
        [classes, classes]: how many items of the row's class were given the column's.
    labels : sequence of str
        The classes' names, in that order.
    title : str
        Said above the matrix.

    Returns
    -------
    (Figure, str)
        The figure and its finding: the accuracy, the best class, the most frequent mistake.
    """
    counts = counts.double().cpu()
    shares = (counts / counts.sum(1, keepdim=True).clamp(min=1)).numpy()
    size = len(labels)
    side = 2.2 + (0.29 if size > 5 else 0.42) * size
    fig, ax = figure(side + 0.7, side)
    image = ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row in range(size):
        for column in range(size):
            known = row == column and counts[row].sum() > 0  # a class that is never right says 0
            if known or shares[row, column] >= 0.095:  # smaller ones are seen well enough as a tint
                dark = shares[row, column] > 0.55
                text = f"{shares[row, column]:.1f}".removeprefix("0").removesuffix(".0") or "0"
                ax.text(column, row, text, ha="center", va="center", fontsize=9, color=CARD if dark else INK)
    ax.set_xticks(range(size), labels, rotation=90 if size > 5 else 0)
    ax.set_yticks(range(size), labels)
    ax.set(xlabel="predicted", ylabel="true", title=title)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    fig.colorbar(image, ax=ax, shrink=0.7)
    fig.get_layout_engine().set(h_pad=0.12)  # the title must not touch the edge
    return fig, _finding(counts, shares, labels)


def _finding(counts, shares, labels):
    """Say in words what the matrix shows."""
    accuracy = (counts.trace() / counts.sum().clamp(min=1)).item()
    best = int(shares.diagonal().argmax())
    wrong = shares.copy()
    for i in range(len(labels)):
        wrong[i, i] = 0
    text = f"A table of true against predicted classes. {accuracy:.0%} are right"
    text += f"; best is {labels[best]} with {shares[best, best]:.0%}."
    if wrong.max() > 0:
        row, column = divmod(int(wrong.argmax()), len(labels))
        text += f" The most frequent mistake: {wrong[row, column]:.0%} of {labels[row]} are taken for {labels[column]}."
    return text

"""How a classifier does, class by class; labs 06 and later."""

from course.plots.style import CARD, INK, Picture, figure


def confusion_matrix(counts, labels, items="items"):
    """Draw which classes are taken for which: the numbers are items, the tint is the share of the row.

    Parameters
    ----------
    counts : Tensor
        [classes, classes]: how many items of the row's class were given the column's.
    labels : sequence of str
        The classes' names, in that order.
    items : str
        What is counted, in the plural.

    Returns
    -------
    Picture
    """
    counts = counts.double().cpu()
    shares = counts / counts.sum(1, keepdim=True).clamp(min=1)
    size = len(labels)
    side = 2.2 + (0.29 if size > 5 else 0.42) * size
    fig, ax = figure(side + 0.7, side)
    image = ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in counts.nonzero().tolist():
        colour = CARD if shares[row, column] > 0.55 else INK
        ax.text(column, row, int(counts[row, column]), ha="center", va="center", fontsize=9, color=colour)
    upright = size <= 4 or max(map(len, labels)) < 3
    ax.set_xticks(range(size), labels, rotation=0 if upright else 90)
    ax.set_yticks(range(size), labels)
    ax.set(xlabel="predicted", ylabel="true", title=f"number of {items}")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    fig.colorbar(image, ax=ax, shrink=0.7, label="share of the row")
    fig.get_layout_engine().set(h_pad=0.12)  # the title must not touch the edge
    return Picture(fig, *_words(counts.int(), labels, items))


def _words(counts, labels, items):
    """Say in words what the matrix shows."""
    wrong = counts.clone().fill_diagonal_(0)
    finding = f"{int(wrong.sum())} of {int(counts.sum())} {items} are given a wrong class."
    details = ""
    order = wrong.flatten().argsort(descending=True, stable=True)[:3].tolist()
    found = [divmod(place, len(labels)) for place in order if wrong.flatten()[place]]
    most = [f"{wrong[r, c]} of {counts[r].sum()} {labels[r]} as {labels[c]}" for r, c in found]
    if most:
        column = int(wrong.sum(0).argmax())
        details = f"The most frequent mistakes: {', '.join(most)}. In the column {labels[column]} stand"
        details += f" {wrong[:, column].sum()} {items} of other classes, more than in any other column."
    return finding, details

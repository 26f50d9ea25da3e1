"""Lab 08: tagged sentences, padded batches of words and tags, accuracies of taggers, what a tag depends on."""

from course.plots.style import (
    BLUE,
    CARD,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PADDING,
    VERMILION,
    Picture,
    cell,
    figure,
)

FAMILIES = {
    BLUE: "NN NOUN PROPN PRON",
    VERMILION: "V VERB AUX",
    GREEN: "ADJ ADV NUM",
    ORANGE: "DET ADP PART CCONJ SCONJ",
}
TINT = 0.18  # of a cell under a dark text
FEW = 20  # an accuracy over fewer words than this is hardly measured
COLOURS = {tag: colour for colour, tags in FAMILIES.items() for tag in tags.split()}


def tagged_sentence(words, tags, probabilities=None):
    """Draw a sentence: each word over a box with its tag, and how sure the model is of it.

    Nouns and pronouns are blue, verbs red, adjectives and adverbs green, small words orange; the
    name of the tag is always written.

    Parameters
    ----------
    words, tags : sequence of str
        One tag a word.
    probabilities : sequence of float, optional
        The probability of each tag, from 0 to 1, shown as a bar and in per cent.

    Returns
    -------
    Picture
    """
    widths = [0.22 + 0.105 * max(len(w), len(t) + 0.8) for w, t in zip(words, tags, strict=True)]
    total = sum(widths) + 0.12 * (len(words) - 1)
    fig, ax = figure(total + 0.3, 0.95 if probabilities is None else 1.3)
    left = 0.0
    for i, (word, tag, width) in enumerate(zip(words, tags, widths, strict=True)):
        colour = COLOURS.get(tag, FAINT)
        cell(ax, left, 0, tag, colour, width, 0.36, TINT, colour, 1.2, fontsize=10, weight="bold")
        ax.text(left + width / 2, 0.62, word, ha="center", va="center", fontsize=12)
        if probabilities is not None:
            p = float(probabilities[i])
            cell(ax, left, -0.2, width=width, height=0.1)
            cell(ax, left, -0.2, color=colour, width=width * p, height=0.1, edge=colour)
            ax.text(left + width / 2, -0.38, f"{100 * p:.0f}%", ha="center", va="center", fontsize=9)
        left += width + 0.12
    ax.set(xlim=(-0.1, total + 0.1), ylim=(-0.12 if probabilities is None else -0.52, 0.82))
    ax.set_aspect("equal")
    ax.axis("off")
    if probabilities is None:
        pairs = [f"{w} {t}" for w, t in zip(words, tags, strict=True)]
    else:
        pairs = [f"{w} {t} {float(p):.0%}" for w, t, p in zip(words, tags, probabilities, strict=True)]
    return Picture(fig, "One tag for each word, the signs included.", f"{', '.join(pairs)}.")


def padded_batch(words, tags, lengths, pad=0, ignore=-100):
    """Draw a batch of word numbers and tag numbers side by side, with the padding hatched.

    Parameters
    ----------
    words, tags : Tensor
        [batch, longest].
    lengths : Tensor
        [batch]
    pad, ignore : int
        What fills up the words and the tags; named in the titles.

    Returns
    -------
    Picture
    """
    batch, longest = words.shape
    fig, axes = figure(1.0 + 1.05 * longest, 0.75 + 0.42 * batch, columns=2)
    titles = (f"words, filled up with {pad}", f"tags, filled up with {ignore}")
    for ax, numbers, title, colour in zip(axes, (words, tags), titles, (BLUE, ORANGE), strict=True):
        for row in range(batch):
            for column in range(longest):
                real = column < int(lengths[row])
                text = str(int(numbers[row, column]))
                look = {"color": colour, "tint": TINT, "edge": colour, "lw": 1.2} if real else PADDING
                box = None if real else {"facecolor": CARD, "edgecolor": "none", "pad": 1}
                cell(ax, column, -row, text, width=0.94, height=0.88, fontsize=9, bbox=box, **look)
        ax.set(xlim=(-0.1, longest), ylim=(-batch + 0.9, 1), title=title)
        ax.axis("off")
    return Picture(
        fig,
        f"Free places hold {pad} among the words and {ignore} among the tags.",
        f"{batch} sentences of {', '.join(str(int(n)) for n in lengths)} words as two tables of {batch} by {longest}.",
    )


def accuracy_by_tag(accuracies, counts, labels):
    """Draw one bar a tag, frequent tags on top, with the number of words that it stands on.

    Parameters
    ----------
    accuracies : sequence of float
        One a tag; nan where the tag does not occur: it is left out.
    counts : sequence of int
        How many words have the tag.
    labels : sequence of str
        The tags' names, in the same order.

    Returns
    -------
    Picture
    """
    rows = [(int(n), float(a), t) for n, a, t in zip(counts, accuracies, labels, strict=True) if n]
    rows.sort(key=lambda row: (row[0], row[1]))
    fig, ax = figure(6.4, 0.8 + 0.27 * len(rows))
    for y, (count, accuracy, _) in enumerate(rows):
        ax.barh(y, accuracy, color=BLUE if count >= FEW else "#9ecae1", height=0.7)
        ax.text(accuracy + 0.015, y, f"{accuracy:.0%} of {count}", va="center", fontsize=9)
    ax.set_yticks(range(len(rows)), [tag for _, _, tag in rows])
    ax.set(xlim=(0, 1.2), xlabel=f"accuracy (pale bar: fewer than {FEW} words, so hardly measured)")
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    worst = min((row for row in rows if row[0] >= FEW), key=lambda row: row[1], default=rows[-1])
    return Picture(
        fig,
        f"The weakest of the tags with {FEW} words or more is {worst[2]}.",
        "Accuracy for each tag: " + ", ".join(f"{t} {a:.0%} of {n}" for n, a, t in reversed(rows)) + ".",
    )


def accuracy_by_group(results, counts):
    """Draw groups of bars: the mean accuracy over several runs, and each run as a dot.

    Parameters
    ----------
    results : dict of str to dict of str to list of float
        Model → group of words → the accuracy of each run. Two models.
    counts : dict of str to int
        Group → number of words, written under it.

    Returns
    -------
    Picture
    """
    fig, ax = figure(6.8, 3.2)
    found = []
    for k, ((model, groups), colour) in enumerate(zip(results.items(), (ORANGE, BLUE), strict=True)):
        for x, (group, values) in enumerate(groups.items()):
            mean, place = sum(values) / len(values), x + 0.38 * (k - 0.5)
            ax.bar(place, mean, width=0.34, color=colour, alpha=0.75, label=model if x == 0 else None)
            shift = [0.06 * (i - (len(values) - 1) / 2) for i in range(len(values))]
            ax.plot([place + s for s in shift], values, "o", ms=4, color=INK, ls="none")
            ax.text(place, 0.03, f"{mean:.0%}", ha="center", color=INK, fontsize=10, weight="bold")
            found.append(f"{model}, {group}: {mean:.0%}")
    ax.set_xticks(range(len(counts)), [f"{group}\n({n} words)" for group, n in counts.items()])
    ax.tick_params(axis="x", length=0)
    ax.set(ylim=(0, 1), ylabel="accuracy")
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), title="dots: single runs")
    means = [{g: sum(v) / len(v) for g, v in groups.items()} for groups in results.values()]
    gains = {g: means[1][g] - means[0][g] for g in counts}
    most = max(gains, key=gains.get)
    finding = f"The group '{most}' gains most from {list(results)[1]}: {100 * gains[most]:.0f} points."
    return Picture(fig, finding, f"Mean accuracies: {'; '.join(found)}.")


def best_epoch(gains):
    """Draw how much too good a test score gets when the test set chooses the moment to stop.

    Parameters
    ----------
    gains : list of (float, float)
        One a run: the test accuracy at the step that the validation set chose, and at the step that
        the test set itself chose.

    Returns
    -------
    Picture
    """
    fig, ax = figure(6.6, 0.9 + 0.3 * len(gains))
    for y, (honest, best) in enumerate(gains):
        ax.plot((honest, best), (y, y), color=FAINT, lw=2, zorder=1)
        ax.plot(honest, y, "o", color=BLUE, ms=8, zorder=3, label="chosen by the validation set" if y == 0 else None)  # fmt: skip
        ax.plot(best, y, "D", color=VERMILION, ms=9 if honest == best else 7, zorder=2, label="chosen by the test set" if y == 0 else None)  # fmt: skip
    ax.set_yticks(range(len(gains)), [f"run {i + 1}" for i in range(len(gains))])
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.margins(x=0.08)
    ax.set_ylim(len(gains) - 0.4, -0.6)  # run 1 on top, and no marker on an edge
    ax.set_xlabel("accuracy on the same test sentences")
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    honest, best = (sum(column) / len(gains) for column in zip(*gains, strict=True))
    return Picture(
        fig,
        f"The mean test accuracy is {honest:.1%} where the validation set chose the step, {best:.1%} where the test set "
        "did.",
        f"{len(gains)} runs; in no run is the second lower.",
    )


def occlusion_maps(words, maps):
    """Draw, for each model, how much hiding one word changes the tag of every word.

    Parameters
    ----------
    words : sequence of str
        The sentence, a word a row and a column.
    maps : dict of str to Tensor
        Model → [len(words), len(words)]: row i, column j is how far the probabilities of the tags
        of word i move when word j is hidden, from 0 to 1.

    Returns
    -------
    Picture
    """
    size, found = len(words), []
    fig, axes = figure(7.4, 1.5 + 0.27 * size, columns=len(maps), squeeze=False, sharey=True)
    for ax, (name, values) in zip(axes[0], maps.items(), strict=True):
        values = values.detach().cpu()
        image = ax.imshow(values, cmap="Blues", vmin=0, vmax=1, interpolation="nearest")
        ax.plot((-0.5, size - 0.5), (-0.5, size - 0.5), color=VERMILION, lw=1.8, ls=":")
        ax.set_xticks(range(size), words, rotation=90)
        ax.set_yticks(range(size), words)
        ax.tick_params(length=0)
        ax.set(xlabel="hidden word", title=name)
        later = values.triu(1).max().item()
        found.append(
            f"{name}, hiding a later word moves an earlier tag by {f'up to {later:.0%}' if later > 1e-4 else 'nothing'}"
        )
    axes[0][0].set_ylabel("tag of")
    fig.colorbar(image, ax=axes[0], ticks=[0, 0.5, 1], shrink=0.8, label="change of the tag")
    return Picture(fig, f"How much hiding one word changes each tag: {'; '.join(found)}.")

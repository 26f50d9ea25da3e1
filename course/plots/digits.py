"""Lab 09: an image as a sequence of rows, answers row by row, orders of reading compared."""

from course.plots.style import BLUE, FAINT, GREEN, INK, ORANGE, Picture, arrow, box, cell, diagram, figure


def rows_entering(image):
    """Draw an image, and beside it its rows as the steps of a sequence.

    Parameters
    ----------
    image : Tensor
        [rows, columns], from 0 to 1.
    """
    from matplotlib import colormaps

    image = image.cpu()
    rows = len(image)
    fig, axes = figure(6.8, 2.7, 1, 2, width_ratios=(1, 1.9))
    _image(axes[0], image)
    axes[0].set_title("the image")
    ax = axes[1]
    for step, row in enumerate(image):
        left, top = step * 1.9, rows / 2 - 0.5
        for place, value in enumerate(row.tolist()):
            shade = colormaps["Blues"](value)  # as in `_image`
            cell(ax, left - 0.5, top - place + rows / 2 - 0.5, color=shade, lw=0.5)
        ax.text(left, -0.9, f"$x_{{{step + 1}}}$", ha="center", va="center", fontsize=11)
    ax.annotate(
        "", (rows * 1.9 - 1, -1.9), (-0.5, -1.9), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.4}
    )
    ax.text((rows * 1.9 - 1.5) / 2, -2.7, "time", ha="center", va="center", fontsize=10)
    ax.set(xlim=(-1, rows * 1.9 - 0.5), ylim=(-3.2, rows + 0.4), aspect="equal")
    ax.set_title("its rows, one a step")
    ax.axis("off")
    return Picture(
        fig,
        f"An image of {rows} rows as {rows} vectors: the top row is step 1, the bottom row is step {rows}.",
        f"Left the image of {rows} by {image.shape[1]} points, right its rows, each upright. Nothing is lost.",
    )


def reading_orders(sequences):
    """Draw one image as several sequences: steps across, features down.

    Parameters
    ----------
    sequences : dict of str to Tensor
        Name → one sequence, [steps, features].
    """
    names = list(sequences)
    fig, axes = figure(
        7.2, 2.3, 1, len(names), width_ratios=[1 if s.shape[1] > 1 else 2.4 for s in sequences.values()]
    )
    for ax, name in zip(axes, names, strict=True):
        sequence = sequences[name].cpu()
        steps, features = sequence.shape
        ax.imshow(sequence.T.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="equal" if features > 1 else 6)
        ax.set(
            title=f"by {name}", xlabel=f"{steps} steps", ylabel=f"{features} feature" + "s" * (features > 1)
        )
        ax.set_xticks([])
        ax.set_yticks([])
    sizes = ", ".join(f"{s.shape[0]} by {s.shape[1]} by {name}" for name, s in sequences.items())
    return Picture(
        fig,
        f"One image as {len(sequences)} sequences, steps across and features down.",
        f"Steps by features: {sizes}.",
    )


def row_reader():
    """Draw the classifier: rows enter one by one, and the head reads the last state of the last layer."""
    fig, ax = diagram(7.2, 2.9)
    for x, name in ((0.9, "1"), (2.3, "2"), (3.7, "3"), (5.5, "T")):
        box(ax, x, 0.95, "layer 1", BLUE, width=0.95, height=0.42)
        box(ax, x, 1.75, "layer 2", BLUE, width=0.95, height=0.42)
        ax.text(x, 0.2, f"$x_{name}$", ha="center", va="center", fontsize=12)
        arrow(ax, (x, 0.4), (x, 0.74))
        arrow(ax, (x, 1.16), (x, 1.54))
    for y in (0.95, 1.75):
        for start, end in ((1.375, 1.825), (2.775, 3.225), (4.175, 4.45), (4.75, 5.025)):
            arrow(ax, (start, y), (end, y))
        ax.text(4.6, y, "…", ha="center", va="center", fontsize=13)
    arrow(ax, (5.5, 1.96), (5.5, 2.34))
    box(ax, 5.5, 2.55, "head", ORANGE, width=0.95, height=0.42)
    arrow(ax, (5.975, 2.55), (6.3, 2.55))
    ax.text(6.7, 2.55, "logits", ha="center", va="center", fontsize=11)
    ax.text(5.62, 2.14, "last state", ha="left", va="center", fontsize=9)
    return Picture(
        fig,
        "Only the last state of layer 2 goes into the head, which gives the logits.",
        "Rows x 1 to x T enter layer 1; its states enter layer 2; both hand their state on from step to step.",
    )


def accuracy_by_row(curves, guessing=0.1):
    """Draw the accuracy after each row, for one or more models.

    Parameters
    ----------
    curves : dict of str to list of float
        Name → the accuracy after rows 1, 2, 3 …
    guessing : float
        The accuracy of a guess.

    Returns
    -------
    Picture
    """
    fig, ax = figure(6.2, 2.9)
    found, ends = [], []
    for (name, values), colour, marker in zip(curves.items(), (BLUE, ORANGE, GREEN), "os^", strict=False):
        ax.plot(range(1, len(values) + 1), values, color=colour, marker=marker, label=name)
        half = len(values) // 2
        found.append(f"{name}: {values[half - 1]:.0%} after {half} rows")
        ends.append(f"{name}: {values[-1]:.0%}")
    ax.axhline(guessing, color=FAINT, ls="--", lw=1.2)
    ax.text(len(values), guessing - 0.02, "guessing", ha="right", va="top", fontsize=9)
    ax.set(xlabel="rows read", ylabel="accuracy", ylim=(0, 1.03))
    ax.legend(loc="upper left")
    return Picture(
        fig,
        f"Accuracy after the last row: {'; '.join(ends)}.",
        f"{'; '.join(found)}. Guessing: {guessing:.0%}.",
    )


def answers_by_row(image, probabilities, label):
    """Draw an image beside what the model answers after each of its rows.

    Parameters
    ----------
    image : Tensor
        [rows, columns].
    probabilities : Tensor
        [rows, classes]: the answer after each row.
    label : int
        What the image shows.

    Returns
    -------
    Picture
    """
    probabilities = probabilities.detach().cpu()
    best = probabilities.argmax(1).tolist()
    rows, classes = probabilities.shape
    fig, axes = figure(6.6, 2.9, 1, 2, width_ratios=(1, 1.35))
    _image(axes[0], image.cpu())
    axes[0].set_title(f"a {label}, read from the top")
    ax = axes[1]
    drawn = ax.imshow(probabilities.numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, digit in enumerate(best):
        ax.text(digit, row, "●", ha="center", va="center", fontsize=9, color=ORANGE)
    ax.set_xticks(range(classes))
    ax.set_yticks(range(rows), range(1, rows + 1))
    ax.set(xlabel="digit", ylabel="rows read", title="probability (dot: the answer)")
    ax.tick_params(length=0)
    fig.colorbar(drawn, ax=ax, shrink=0.85)
    answers = ", ".join(map(str, best))
    sure = f"{probabilities[-1, best[-1]].item():.0%}"
    return Picture(
        fig,
        f"A {label}: the most probable digits after each row are {answers}.",
        f"At the end it is {sure} sure.",
    )


def orders_compared(results, guessing=0.1):
    """Draw the accuracy for each order of reading, one bar for each kind of cell.

    Parameters
    ----------
    results : dict of (str, str) to float
        (order, cell) → accuracy.
    guessing : float
        The accuracy of a guess, drawn as a dashed line.

    Returns
    -------
    Picture
    """
    orders, cells = list(dict.fromkeys(o for o, _ in results)), list(dict.fromkeys(c for _, c in results))
    fig, ax = figure(6.2, 2.8)
    width = 0.8 / len(cells)
    for number, (kind, colour, hatch) in enumerate(
        zip(cells, (BLUE, ORANGE, GREEN), ("", "//", ".."), strict=False)
    ):
        places = [i + (number - (len(cells) - 1) / 2) * width for i in range(len(orders))]
        bars = ax.bar(
            places, [results[o, kind] for o in orders], width * 0.94, color=colour, hatch=hatch, edgecolor="white", label=kind.upper()
        )  # fmt: skip
        ax.bar_label(bars, fmt="{:.0%}", fontsize=9, padding=1)
    ax.axhline(guessing, color=INK, ls="--", lw=1)
    ax.text(1.01, guessing, "guessing", transform=ax.get_yaxis_transform(), va="center", fontsize=9)
    ax.set_xticks(range(len(orders)), [f"by {order}" for order in orders])
    ax.set(ylabel="accuracy", ylim=(0, 1.12))
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    said = "; ".join(f"by {o}, {c.upper()}: {value:.0%}" for (o, c), value in results.items())
    (order, cell_name), value = max(results.items(), key=lambda item: item[1])
    return Picture(
        fig,
        f"The highest accuracy is {value:.0%}, by {order} with {cell_name.upper()}.",
        f"By order of reading and cell: {said}. Guessing: {guessing:.0%}.",
    )


def digit_gallery(images, titles):
    """Draw images, each with a title: a row of up to seven, or rows of four, so that titles can be read on a phone.

    Parameters
    ----------
    images : Tensor
        [n, rows, columns].
    titles : sequence of str
        One for each image.

    Returns
    -------
    Picture
    """
    columns = len(images) if len(images) < 8 else 4
    rows, high = -(-len(images) // columns), images.shape[1] / images.shape[2]
    fig, axes = figure(0.3 + 1.15 * columns, (0.4 + 1.05 * high) * rows, rows, columns, squeeze=False)
    for ax in axes.flat[len(images) :]:
        ax.axis("off")
    for ax, image, title in zip(axes.flat, images.cpu(), titles, strict=False):
        _image(ax, image)
        ax.set_title(title, fontsize=10, loc="center")
    size = " by ".join(map(str, images.shape[1:]))
    said = ", ".join(str(title) for title in titles)
    return Picture(fig, f"{len(images)} images of {size} points, the title of each above it: {said}.")


def _image(ax, image):
    """Draw one image, ink dark on light."""
    ax.imshow(image.numpy(), cmap="Blues", vmin=0, vmax=1)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set(visible=True, color=FAINT)

"""The curves of training."""

from course.plots.style import BLUE, FAINT, ORANGE, Picture, figure

MANY = 100  # steps, from which on a running mean is drawn


def training_curves(losses, held_out, label):
    """Draw the loss of every step, its running mean, and the held-out loss.

    Parameters
    ----------
    losses : list of float
        One number a step.
    held_out : list of (int, float)
        Step and value; may be empty.
    label : str
        What the numbers are.

    Returns
    -------
    Picture
    """
    fig, ax = figure(5.2, 3.1)
    steps = range(1, len(losses) + 1)
    smooth = _running_mean(losses) if len(losses) > MANY else losses
    if len(losses) > MANY:  # single steps jump about; few points need no smoothing
        ax.plot(steps, losses, color=FAINT, lw=0.8, alpha=0.5, label="training, each step")
        ax.plot(steps, smooth, color=BLUE, label="training, running mean")
    else:
        ax.plot(steps, losses, color=BLUE, label="training")
    if held_out:
        ax.plot(*zip(*held_out, strict=True), color=ORANGE, marker="o", ms=4, label="held out")
    ax.set(xlabel="step", ylabel=label)
    ax.xaxis.get_major_locator().set_params(integer=True)
    if losses:
        ax.plot(len(losses), smooth[-1], color=BLUE, marker="o", ms=5)  # a curve of one step is this point
        # beside the curves, wherever they go
        ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False)
    return Picture(fig, *_words(smooth, held_out, label))


def _running_mean(losses):
    """Return an exponential running mean over about a fiftieth of the steps, unbiased at the start."""
    keep = 1 - 1 / max(2, len(losses) / 50)
    total = weight = 0.0
    means = []
    for loss in losses:
        total, weight = keep * total + loss, keep * weight + 1
        means.append(total / weight)
    return means


def _words(smooth, held_out, label):
    """Return the finding, and what the held-out curve says."""
    if not smooth:
        return ("No step has been taken yet.",)
    way = "falls" if smooth[-1] < smooth[0] else "does not fall"
    steps = f"{len(smooth)} steps" if len(smooth) > 1 else "one step"
    finding = f"The training curve {way}: {label} from {smooth[0]:.2f} to {smooth[-1]:.2f} in {steps}."
    if not held_out:
        return finding, ""
    (at, lowest), end = min(held_out, key=lambda pair: pair[1]), held_out[-1][1]
    return finding, f"Held out, it is lowest at step {at} with {lowest:.2f}, and ends at {end:.2f}."

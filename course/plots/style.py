"""The figures of the labs: one style, and a picture that says what it shows to those who cannot see it.

Every figure stands on its own light card. Where the page around it is dark, the page's own style turns the card
dark and keeps the hues: the file stays one, and follows the theme when it is switched. Colours are Okabe and Ito's set, which stays apart for colour-blind readers
(https://jfly.uni-koeln.de/color/); heat maps use blue–white–red with zero at white.
"""

import base64
import html
import io
import os
from contextlib import contextmanager, nullcontext
from functools import cached_property

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.transforms import Bbox

BLUE, ORANGE, GREEN, PINK, SKY, VERMILION, YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
)  # fmt: skip
GRADED_WIDTH = 480  # pixels
INK, FAINT, CARD = "#222222", "#8a8a8a", "#fcfbf8"
PADDING = {"hatch": "////", "lw": 0.5}  # how a `cell` looks that holds no data

# Light becomes dark and every hue stays: as JupyterLab, Colab, VS Code and nbconvert name their dark themes. The
# feedback page has the same filter in its own style.
DARK = "invert(.9) hue-rotate(180deg) brightness(1.25)"
DARK_PAGES = ('[data-jp-theme-light="false"]', "[theme=dark]", ".vscode-dark")
_RULES = f"<style>{','.join(f'{page} img.unrolled' for page in DARK_PAGES)}{{filter:{DARK}}}</style>"

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
    """Return (figure, axes) in the course's style.

    Parameters
    ----------
    width, height : float
        In inches, at 100 dots an inch.
    rows, columns : int
        How many axes, as `Figure.subplots` takes them.
    **options
        Go to `Figure.subplots`.

    Returns
    -------
    (Figure, Axes)
        An array of axes where there is more than one, or with ``squeeze=False``.
    """
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(width, height), dpi=100, layout="constrained")
        return fig, fig.subplots(rows, columns, **options)


class Picture:
    """A figure that knows what it shows; as the last value of a cell, a notebook displays it.

    Parameters
    ----------
    figure : Figure
        It is drawn when the picture is first shown.
    finding : str
        One sentence: what is to be seen.
    details : str
        What else a reader needs who cannot see it: the parts and where they stand, the numbers.
    """

    def __init__(self, figure, finding, details=""):
        self.figure, self.finding = figure, finding
        self.alt = f"{finding} {details}".strip()

    @cached_property
    def png(self):
        """The picture's file; where a notebook is graded, as wide as the feedback page shows it on a phone, and sooner."""
        buffer, graded = io.BytesIO(), os.environ.get("NBGRADER_EXECUTION")
        if graded:
            self.figure.set_dpi(min(self.figure.dpi, GRADED_WIDTH / self.figure.get_figwidth()))
        with _measured_once(self.figure) if graded else nullcontext():
            drawn = pixels(self.figure)
        imsave(buffer, drawn, format="png", pil_kwargs={"compress_level": 1 if graded else 6})
        return buffer.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, alt = base64.b64encode(self.png).decode(), html.escape(self.alt)
        # on a phone a wide figure is as wide as can be read, and is moved to the side
        style = f"max-width:max(100%,{GRADED_WIDTH}px)"
        tag = f'<img class="unrolled" alt="{alt}" style="{style}" src="data:image/png;base64,{data}">'
        return {
            "text/html": f'{_RULES}<div style="overflow-x:auto">{tag}</div>',
            "image/png": data,
            "text/plain": f"[figure: {self.alt}]",
        }

    def __iter__(self):
        """Give the figure and its text apart, as cells of the release before 0.1 ask for them."""
        return iter((self.figure, self.alt))


def show(drawn, alt):
    """Return a picture with another text: what cells of the release before 0.1 call.

    This and `Picture.__iter__` go when no class works with notebooks of that release any more.

    Parameters
    ----------
    drawn : Picture or Figure
        What is to be shown.
    alt : str
        What it shows, for those who cannot see it.

    Returns
    -------
    Picture
    """
    return Picture(drawn.figure if isinstance(drawn, Picture) else drawn, alt)


@contextmanager
def _measured_once(figure):
    """Let the layout, which measures all axes twice, do so once where they keep their ticks.

    Ticks, labels and titles are measured; that takes longer than drawing them. Axes of another size may have other
    ticks, with longer labels, and are measured again; all others move by a pixel or two.
    """

    def once(axes):
        measure, kept = axes.get_tightbbox, {}

        def measured(renderer, **options):
            ticks = tuple(tuple(axis.get_majorticklocs()) for axis in (axes.xaxis, axes.yaxis))
            if ticks in kept:
                place = axes.get_axes_locator()
                axes.apply_aspect(place and place(axes, renderer))
                return Bbox.from_extents(axes.bbox.extents + kept[ticks])
            if box := measure(renderer, **options):
                kept[ticks] = box.extents - axes.bbox.extents
            return box

        return measured

    for axes in figure.axes:
        axes.get_tightbbox = once(axes)
    try:
        yield
    finally:
        for axes in figure.axes:
            del axes.get_tightbbox


def pixels(figure):
    """Return a figure as an array [rows, columns, 3] of bytes."""
    canvas = FigureCanvasAgg(figure)
    with matplotlib.rc_context(STYLE):
        canvas.draw()  # `savefig` would draw twice, the first time for the layout alone
    return np.asarray(canvas.buffer_rgba())[..., :3]  # the card has no holes


def diagram(width, height):
    """Return (figure, axes) for boxes and arrows: no frame, one unit an inch, (0, 0) at the lower left.

    Parameters
    ----------
    width, height : float
        In inches, which are the units of the axes, too.

    Returns
    -------
    (Figure, Axes)
        Without a frame, ticks or labels.
    """
    fig, ax = figure(width, height)
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    return fig, ax


def box(ax, x, y, text="", color=BLUE, width=0.62, height=0.5):
    """Draw a rounded box with its centre at (x, y).

    Parameters
    ----------
    ax : Axes
        Where it is drawn, with inches as units, as `diagram` gives it.
    x, y : float
        Its centre.
    text : str
        What stands in it.
    color : str
        Of its edge.
    width, height : float
        In the units of the axes.
    """
    corner = (x - width / 2, y - height / 2)
    style = {"boxstyle": "round,pad=0,rounding_size=0.08", "lw": 1.6}
    patch = matplotlib.patches.FancyBboxPatch(corner, width, height, fc="white", ec=color, **style)
    ax.add_patch(patch)
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def arrow(ax, start, end, text="", offset=(0.0, 0.0), color=INK, bend=0.0):
    """Draw an arrow from `start` to `end`; its text stands at the middle, moved by `offset`.

    Parameters
    ----------
    ax : Axes
        Where it is drawn, with inches as units, as `diagram` gives it.
    start, end : (float, float)
        Where it begins, and where its head is.
    text : str
        What stands beside it.
    offset : (float, float)
        How far the text stands from the middle.
    color : str
        Of the arrow and its text.
    bend : float
        0 for a straight arrow, else how far it bends to the side, as a part of its length.
    """
    shape = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops={"color": color, "lw": 1.6, **shape})
    x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
    ax.text(x, y, text, ha="center", va="center", color=color, fontsize=11)


def cell(
    ax, x, y, text="", color=CARD, width=1.0, height=1.0, tint=1.0, edge=FAINT, lw=0.6, hatch="", **words
):
    """Draw one cell of a grid, its corner at (x, y), with a text in its middle.

    Parameters
    ----------
    ax : Axes
        Where it is drawn.
    x, y : float
        Its lower left corner.
    text : str
        What stands in its middle.
    color : str
        Its colour where `tint` is 1.
    width, height : float
        In the units of the axes.
    tint : float
        How strong the colour is: 0 is the card's, 1 is `color`.
    edge : str
        The colour of its edge.
    lw : float
        The width of its edge, in points.
    hatch : str
        Matplotlib's pattern, for cells that hold no data.
    **words
        Go to `Axes.text`.
    """
    look = {"facecolor": to_rgba(color, tint), "edgecolor": edge, "lw": lw, "hatch": hatch}
    ax.add_patch(matplotlib.patches.Rectangle((x, y), width, height, **look))
    if text != "":
        ax.text(x + width / 2, y + height / 2, text, ha="center", va="center", **words)

"""The figures of the labs: one style, one way to show a figure with a text for those who cannot see it.

Every figure stands on its own light card, so it reads the same in a light and in a dark JupyterLab.
Colours are Okabe and Ito's set, which stays apart for colour-blind readers
(https://jfly.uni-koeln.de/color/); heat maps use blue–white–red with zero at white.
"""

import base64
import html
import io
import os

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imsave

BLUE, ORANGE, GREEN, PINK, SKY, VERMILION, YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
)  # fmt: skip
GRADED_WIDTH = 480  # pixels
INK, FAINT, CARD = "#222222", "#8a8a8a", "#fcfbf8"

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
    """Return (figure, axes) in the course's style; `options` go to `Figure.subplots`.

    Sizes are in inches, at 100 dots an inch.
    """
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(width, height), dpi=100, layout="constrained")
        return fig, fig.subplots(rows, columns, **options)


class Picture:
    """A rendered figure that carries its own description into every notebook front end."""

    def __init__(self, png, alt):
        self.png, self.alt = png, alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = base64.b64encode(self.png).decode()
        tag = f'<img alt="{html.escape(self.alt)}" style="max-width:100%" src="data:image/png;base64,{data}">'
        return {"text/html": tag, "image/png": data, "text/plain": f"[figure: {self.alt}]"}


def show(fig, alt):
    """Return the figure as the value of a cell, with `alt` as its description.

    Parameters
    ----------
    alt : str
        What the figure shows, for a reader who cannot see it: the finding, not the colours.
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # as wide as the feedback page shows it on a phone
        fig.set_dpi(min(fig.dpi, GRADED_WIDTH / fig.get_figwidth()))
    canvas, buffer = FigureCanvasAgg(fig), io.BytesIO()
    with matplotlib.rc_context(STYLE):
        canvas.draw()  # `savefig` would draw twice, the first time for the layout alone
    imsave(buffer, np.asarray(canvas.buffer_rgba())[..., :3], format="png")  # the card has no holes
    return Picture(buffer.getvalue(), alt)


def diagram(width, height):
    """Return (figure, axes) for boxes and arrows: no frame, one unit an inch, (0, 0) at the lower left."""
    fig, ax = figure(width, height)
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    return fig, ax


def box(ax, x, y, text="", color=BLUE, width=0.62, height=0.5):
    """Draw a rounded box with its centre at (x, y)."""
    corner = (x - width / 2, y - height / 2)
    style = {"boxstyle": "round,pad=0,rounding_size=0.08", "lw": 1.6}
    patch = matplotlib.patches.FancyBboxPatch(corner, width, height, fc="white", ec=color, **style)
    ax.add_patch(patch)
    ax.text(x, y, text, ha="center", va="center", fontsize=11)


def arrow(ax, start, end, text="", offset=(0.0, 0.0), color=INK, bend=0.0):
    """Draw an arrow from `start` to `end`; its text stands at the middle, moved by `offset`.

    Parameters
    ----------
    bend : float
        0 for a straight arrow, else how far it bends to the side, as a part of its length.
    """
    shape = {"arrowstyle": "-|>", "connectionstyle": f"arc3,rad={bend}", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops={"color": color, "lw": 1.6, **shape})
    x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
    ax.text(x, y, text, ha="center", va="center", color=color, fontsize=11)

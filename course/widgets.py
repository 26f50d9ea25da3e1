"""Sliders for the experiments, and texts to show."""

import html
import inspect
import os

from IPython.display import display


def explore(draw, **controls):
    """Draw once, and again whenever a slider moves.

    The figure stays in the notebook when it is saved, so it is also there without a running kernel.

    Parameters
    ----------
    draw : callable
        Takes the sliders' values by name and returns something to display. The defaults of its
        parameters are the starting values.
    **controls
        A slider from ``(low, high)`` or ``(low, high, step)``, or what else `ipywidgets.interactive`
        takes: a list of choices, a text, a widget.

    Examples
    --------
    >>> explore(lambda radius=0.9: f"radius {radius}", radius=(0.1, 1.5, 0.1))  # doctest: +SKIP
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # nobody is there to move a slider
        display(draw())
        return
    import ipywidgets

    sliders = _sliders(draw, controls)
    display(ipywidgets.VBox(list(sliders.values())))
    shown = display(draw(**{name: slider.value for name, slider in sliders.items()}), display_id=True)

    def redraw(_):
        shown.update(draw(**{name: slider.value for name, slider in sliders.items()}))

    for slider in sliders.values():
        slider.observe(redraw, names="value")


def passage(text):
    """Return a text to show as it is: lines kept, nothing in it read as HTML."""
    return Passage(text)


class Passage:
    """What `passage` returns."""

    def __init__(self, text):
        self.text = text

    def _repr_mimebundle_(self, include=None, exclude=None):
        style = "white-space:pre-wrap;overflow-wrap:anywhere"
        return {"text/html": f'<pre style="{style}">{html.escape(self.text)}</pre>', "text/plain": self.text}


def _sliders(draw, controls):
    """Make a widget of every control, set to the default that `draw` itself names."""
    import ipywidgets

    from course.slider import slider

    parameters = inspect.signature(draw).parameters
    made = {}
    for name, control in controls.items():
        if isinstance(control, tuple):
            widget = slider(name, *control)
        else:
            widget = ipywidgets.interactive.widget_from_abbrev(control)
        if widget is None:
            raise ValueError(f"no control can be made from {name}={control!r}")
        if parameters[name].default is not inspect.Parameter.empty:
            widget.value = parameters[name].default
        if hasattr(widget, "description"):
            widget.description = widget.description or name
            widget.style.description_width = "initial"  # the whole name, however long
        made[name] = widget
    return made

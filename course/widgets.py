"""Sliders for the experiments."""

import os


def explore(draw, **controls):
    """Call `draw` whenever a slider moves; without a live front end, draw once.

    Parameters
    ----------
    draw : callable
        Takes the sliders' values by name and returns something to display.
    **controls
        What `ipywidgets.interactive` takes: ``(low, high)``, ``(low, high, step)``, a list of
        choices, or a widget. The starting value is the default of `draw`'s own parameter.

    Examples
    --------
    >>> explore(lambda radius=0.9: f"radius {radius}", radius=(0.1, 1.5, 0.1))  # doctest: +SKIP
    """
    from IPython.display import display

    if os.environ.get("NBGRADER_EXECUTION"):
        display(draw())
        return
    import ipywidgets

    ipywidgets.interact(lambda **values: display(draw(**values)), **_start(draw, controls))


def _start(draw, controls):
    """Give every range the default value that `draw` itself names."""
    import inspect

    import ipywidgets

    parameters = inspect.signature(draw).parameters
    started = {}
    for name, control in controls.items():
        widget = ipywidgets.interactive.widget_from_abbrev(control)
        if widget is None:
            raise ValueError(f"no control can be made from {name}={control!r}")
        default = parameters[name].default
        if default is not inspect.Parameter.empty:
            widget.value = default
        started[name] = widget
    return started

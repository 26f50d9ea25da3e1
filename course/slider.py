"""A slider with a whole label, for the keyboard and for screen readers; it needs `anywidget`, so import it late.

The sliders of ipywidgets have a handle without a name and a second tab stop, the number beside it.
"""

import anywidget
import traitlets

_SCRIPT = """
function render({ model, el }) {
  const { label, low, high, step } = model.get("setting");
  const line = document.createElement("label");
  line.style = "display:flex;flex-wrap:wrap;gap:.2em .8em;align-items:center;color:var(--jp-ui-font-color1,inherit)";
  const slider = Object.assign(document.createElement("input"), { type: "range", min: low, max: high, step });
  slider.setAttribute("aria-label", label);
  slider.dataset.lmSuppressShortcuts = "true";  // or JupyterLab takes the arrow keys
  slider.style = "flex:1 1 12em;min-width:4em;max-width:24em";
  const number = document.createElement("span");
  number.style = "min-width:3em";
  const show = () => { slider.value = model.get("value"); number.textContent = slider.value; };
  slider.addEventListener("input", () => { model.set("value", slider.valueAsNumber); model.save_changes(); show(); });
  model.on("change:value", show);
  show();
  line.append(label, slider, number);
  el.append(line);
}
export default { render };
"""


class _Slider(anywidget.AnyWidget):
    _esm = _SCRIPT
    setting = traitlets.Dict().tag(sync=True)


class _Whole(_Slider):
    value = traitlets.Int().tag(sync=True)


class _Real(_Slider):
    value = traitlets.Float().tag(sync=True)


def slider(label, low, high, step=None):
    """Return a slider for whole numbers, or, where one of its numbers is none, for all numbers.

    Parameters
    ----------
    label : str
        The whole name of what it sets.
    low, high : number
        The ends of its range.
    step : number, optional
        1 for whole numbers, else a tenth of the way, unless given.

    Returns
    -------
    Widget
        Its `value` begins at `low`.
    """
    whole = all(isinstance(number, int) for number in (low, high, step or 0))
    step = step or (1 if whole else (high - low) / 10)
    setting = {"label": label, "low": low, "high": high, "step": step}
    return (_Whole if whole else _Real)(value=low, setting=setting)

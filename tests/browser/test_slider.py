"""The slider of the experiments, in a real browser, beside a model that only keeps its numbers."""

import json

import pytest

from course.slider import slider

pytestmark = pytest.mark.long
SHOW = """async ([script, kept]) => {
  const listeners = [];
  const model = {
    get: name => kept[name],
    set: (name, value) => { kept[name] = value },
    save_changes: () => { window.saved = kept.value },
    on: (name, listener) => listeners.push(listener),
  };
  window.moved = value => { kept.value = value; listeners.forEach(listener => listener()) };
  const { default: widget } = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  widget.render({ model, el: document.body });
}"""


def test_a_slider_has_a_name_and_one_tab_stop(watched):
    """Its label is whole, the arrow keys move it by one step, and JupyterLab leaves them to it."""
    widget = slider("num_layers_of_the_network", 1, 9)
    watched.set_content("<title>A slider</title>")
    kept = {"setting": widget.setting, "value": 3}
    watched.evaluate(SHOW, [widget._esm, json.loads(json.dumps(kept))])
    control = watched.get_by_role("slider", name="num_layers_of_the_network", exact=True)
    watched.keyboard.press("Tab")
    assert control.evaluate("one => one === document.activeElement")
    watched.keyboard.press("ArrowRight")
    assert watched.evaluate("saved") == 4 and "4" in watched.locator("label").inner_text()
    watched.evaluate("moved(7)")
    assert control.input_value() == "7" and "7" in watched.locator("label").inner_text()
    assert watched.locator("input, button, select, [tabindex], [contenteditable]").count() == 1
    # The attribute must stand on what has the focus: JupyterLab asks that element first.
    assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
    assert watched.failed == []

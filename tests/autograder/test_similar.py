"""Who is worth a look: copies under other names, and nobody who wrote what the lab gives or much of the class wrote."""

import re
import time

import pytest

from autograder.lab import load_lab
from autograder.similar import ALL, find_alike
from tests.bank import ROOT, answers, labs, solution_ids
from tests.make_class import solutions

LAB = "06_name_generation"
MINE = '''def generate(model, category, start, temperature=0.0, longest=20):
    """Return a name."""
    memory = model.init_hidden(1)
    pieces = list(start)
    for position, piece in enumerate(pieces):  # read what is given
        vector = one_hot(torch.tensor([ALPHABET.find(piece)]), N_LETTERS).to(category.device)
        scores, memory = model(category, vector, memory)
    while True:
        if len(pieces) >= longest:
            return "".join(pieces)
        if temperature > 0:
            best = int(torch.multinomial(torch.softmax(scores[0] / temperature, dim=0), num_samples=1))
        else:
            best = int(scores[0].max(dim=0).indices)
        if best == EOS:
            return "".join(pieces)
        pieces.append(ALPHABET[best])
        vector = one_hot(torch.tensor([best]), N_LETTERS).to(category.device)
        scores, memory = model(category, vector, memory)
'''
TEXT = (
    "Repeated names stand in both parts, so that an accuracy of one hundred says only what was learned by heart. "
    * 3
)


@pytest.fixture(scope="module")
def lab():
    return load_lab(ROOT, LAB)


def renamed(source):
    """Return code under other names, with other comments and layout."""
    for old, new in {
        "memory": "h",
        "pieces": "out",
        "vector": "x_t",
        "scores": "y",
        "best": "k",
        "piece": "c",
    }.items():
        source = re.sub(rf"\b{old}\b", new, source)
    return re.sub(r"  # .*", "", source).replace('"""Return a name."""', '"""Mine."""').replace("    ", "  ")


def test_a_copy_under_other_names_is_found(lab):
    """Also one that is only a part; whoever wrote the lab's own solution is never named."""
    own = solutions(LAB)
    other = MINE.replace(
        "while True:\n        if len(pieces) >= longest:", "while True:\n        if longest <= len(pieces):"
    )
    class_ = {
        "ada": {**own, "generate": MINE},
        "ben": {**own, "generate": renamed(MINE)},
        "eve": {**own, "generate": renamed(other)},
        "sam": own,
        "tom": own,
        "nobody": {},
    }
    (same, part) = find_alike(lab, class_)
    assert (same.students, same.where, same.share) == (("ada", "ben"), "generate", 1.0)
    assert part.students == ("ada", "eve") and 0.8 <= part.share < 1
    del class_["ada"]
    assert [alike.students for alike in find_alike(lab, class_)] == [("ben", "eve")]


def test_a_written_answer_is_compared_by_its_words(lab):
    """Case and punctuation do not count; what the lab itself says does not either."""
    class_ = {"ada": {"honest": TEXT}, "ben": {"honest": TEXT.upper().replace(",", " –")}}
    assert find_alike(lab, class_) == []  # three times the same sentence is no long text
    long = " ".join(f"{word}{at}" for at in range(4) for word in TEXT.split()[:20])
    (alike,) = find_alike(lab, {"ada": {"honest": long}, "ben": {"honest": long.upper().replace(" ", ", ")}})
    assert alike.students == ("ada", "ben")
    given = max((cell.source for cell in lab.release.cells if cell.cell_type == "markdown"), key=len)
    assert find_alike(lab, {"ada": {"honest": given}, "ben": {"honest": given}}) == []


@pytest.mark.parametrize("name", labs())
def test_right_answers_of_their_own_are_not_named(name):
    """Each right answer of the bank is a student's: they do the same thing in ways of their own."""
    class_ = {f"{a.cell}-{a.name}": {a.cell: a.source} for a in answers(name) if a.right}
    assert len(class_) >= 3 * len(solution_ids(name)) and find_alike(load_lab(ROOT, name), class_) == []


def with_own_line(at):
    """Return the same answer with a function that nobody else has."""
    return {
        "generate": f"{MINE}\n\ndef mine(x):\n    return [{', '.join(f'{at}.{n % 7}' for n in range(20))}]\n"
    }


def test_what_many_wrote_is_nobodys_own(lab):
    """Five near copies are named; where six times as many go the same way, it is the way of the class."""
    few = {f"student-{at}": with_own_line(at) for at in range(5)}
    assert len(find_alike(lab, few)) == 10
    assert find_alike(lab, {f"student-{at}": with_own_line(at) for at in range(30)}) == []
    copies = {f"copy-{at}": {"generate": MINE} for at in range(30)}
    (ring,) = find_alike(lab, copies)  # the very same by so many is no way of a class
    assert len(ring.students) == 30 and ring.share == 1


def test_all_answers_together_count_where_each_is_short(lab):
    """Three answers that are too short alone."""
    loop = "    for thing in things:\n        thing.{name} += thing.{name}(3) * thing.{name}[0]\n    return things.{name} / thing.{name}\n"
    parts = {
        cell: f"def work(things):\n{loop.format(name=cell)}"
        for cell in ("generate", "classifier", "free_running", "sgd_step")
    }
    (alike,) = find_alike(lab, {"ada": parts, "ben": parts, "eve": {"generate": parts["generate"]}})
    assert (alike.students, alike.where) == (("ada", "ben"), ALL)


@pytest.mark.parametrize(
    "source", ["'''", "(" * 5000, "x = 1\n  y", "\0", "é" * 50_000, "\\", "f'{" * 300, " \n" * 9000]
)
def test_what_is_no_python_is_compared_as_far_as_it_goes(lab, source):
    """Nothing raises, nothing is slow."""
    began = time.process_time()
    find_alike(lab, {"ada": {"generate": source}, "ben": {"generate": MINE + source}})
    assert time.process_time() - began < 2


def test_four_times_the_class_takes_about_four_times_as_long(lab):
    """No hand-in is laid beside every other."""

    def seconds(size):
        class_ = {f"student-{at}": with_own_line(at) for at in range(size)}
        began = time.process_time()
        find_alike(lab, class_)
        return time.process_time() - began

    seconds(10)
    assert seconds(400) < 10 * seconds(100)

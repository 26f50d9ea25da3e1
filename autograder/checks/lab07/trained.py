"""The trained model, asked about what it has not seen."""

import torch

from autograder.check import check
from autograder.checks.as_trained import as_trained
from autograder.checks.heldout import read_held_out
from autograder.expect import expect

TOPICS = ("World", "Sports", "Business", "SciTech")  # the files, in the order of the targets
ENOUGH = 0.42  # of the held-out topics right; guessing gives 0.25, the instructor's answer about 0.65


def trained_probe(names, texts):
    """Send texts through the student's collate and model; return the scores."""
    scores, pairs = [], [(text, torch.tensor(0)) for text in texts.split("\n")]
    for start in range(0, len(pairs), 20):
        padded, lengths, _ = names["collate"](pairs[start : start + 20])
        scores.append(as_trained(names["model"], padded, lengths).float().cpu())
    return {"scores": torch.cat(scores)}


@check("07_ag_news.trained", points=1, seconds=60)
def topics(student, draw):
    lines = [read_held_out("news", f"{topic}.txt").splitlines() for topic in TOPICS]
    pairs = draw.shuffled([(n, " ".join(line.split("\t"))) for n, some in enumerate(lines) for line in some])
    goals, texts = zip(*pairs, strict=True)
    found, goals = student.run(trained_probe, texts="\n".join(texts)).tensor("scores"), torch.tensor(goals)
    finite = list(found.shape) == [len(pairs), len(TOPICS)] and bool(found.isfinite().all())
    expect(finite, "The trained model does not give four finite scores for each text.")
    chosen = found.argmax(1)
    share, low, high = (((chosen + step) % 4 == goals).double().mean().item() for step in (0, 1, -1))
    for said, moved in (("one topic too high", high), ("one topic too low", low)):
        hint = f"On new texts, the model's answers are {said}. Is every target label - 1?"
        expect(share > ENOUGH or moved < ENOUGH, hint)
    hint = (
        f"On new texts, {share:.0%} of the topics are right, hardly more than guessing (25%). Has the model "
    )
    hint += "been trained, on the right targets, and does it read the texts without their padding?"
    expect(share > ENOUGH, hint)

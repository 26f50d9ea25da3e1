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
    texts = texts.split("\n")
    scores = []
    for start in range(0, len(texts), 20):
        batch = [(text, torch.tensor(0)) for text in texts[start : start + 20]]
        padded, lengths, _ = names["collate"](batch)
        scores.append(as_trained(names["model"], padded, lengths).float().cpu())
    return {"scores": torch.cat(scores)}


@check("07_ag_news.trained", points=1, seconds=60)
def topics(student, draw):
    pairs = [
        (number, " ".join(line.split("\t")))
        for number, topic in enumerate(TOPICS)
        for line in read_held_out("news", f"{topic}.txt").splitlines()
    ]
    order = draw.permutation(len(pairs)).tolist()
    goals = torch.tensor([pairs[i][0] for i in order])
    found = student.run(trained_probe, texts="\n".join(pairs[i][1] for i in order)).tensor("scores")
    expect(
        list(found.shape) == [len(pairs), len(TOPICS)] and bool(found.isfinite().all()),
        "The trained model does not give four finite scores for each text.",
    )
    chosen = found.argmax(1)
    share = (chosen == goals).double().mean().item()
    for said, step in (("one topic too high", 1), ("one topic too low", -1)):
        moved = ((chosen - step) % len(TOPICS) == goals).double().mean().item()
        expect(
            share > ENOUGH or moved < ENOUGH,
            f"On new texts, the model's answers are {said}. Is every target label - 1?",
        )
    expect(
        share > ENOUGH,
        f"On new texts, {share:.0%} of the topics are right, hardly more than guessing (25%). Has the model "
        "been trained, on the right targets, and does it read the texts without their padding?",
    )

# style: item by item
def evaluate(model, batches):
    was = model.training
    model.eval()
    answers = []
    for padded, lengths, targets in batches:
        with torch.no_grad():
            logits = model(padded=padded, lengths=lengths)
        answers += [int(row.argmax()) == int(t) for row, t in zip(logits, targets)]
    model.train(was)
    return sum(answers) / len(answers)

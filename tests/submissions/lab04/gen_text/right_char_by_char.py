# style: character by character, inference_mode, Categorical
def gen_text(model, start: str, vocab, length: int, temperature: float = 0) -> str:
    training_before = model.training
    model.train(False)
    state, out = None, list(start)
    where = next(model.parameters()).device
    with torch.inference_mode():
        for i in range(len(start) + length - 1):
            x = torch.zeros(1, 1, len(vocab), device=where)
            x[0, 0, vocab.index(out[i])] = 1.0
            scores, state = model(x, state)
            if i + 1 < len(out):
                continue
            if temperature > 0:
                draw = torch.distributions.Categorical(logits=scores.view(-1) / temperature)
                out.append(vocab.symbols[draw.sample().item()])
            else:
                out.append(vocab.symbols[scores.view(-1).max(0).indices.item()])
    if training_before:
        model.train()
    return "".join(out).replace("$", chr(10))

# style: Gumbel noise instead of multinomial, a print
def gen_text(model, start, vocab, length, temperature=0):
    kept = model.training
    try:
        model.eval()
        with torch.no_grad():
            x = one_hot(vocab.encode(start).to(device), len(vocab)).unsqueeze(0)
            state, numbers = None, []
            for step in range(length):
                log_probs, (h, c) = model(x, state)
                state = (h, c)
                scores = log_probs.view(x.shape[1], -1)[-1].clone()
                if temperature != 0:
                    scores = scores / temperature - torch.log(-torch.log(torch.rand_like(scores)))
                number = scores.argmax(dim=0, keepdim=True)
                numbers.append(number.item())
                x = one_hot(number, len(vocab)).view(1, 1, -1)
    finally:
        model.train(kept)
    print("wrote", len(numbers))
    return start.replace(NEWLINE, "\n") + vocab.decode(numbers).replace(NEWLINE, "\n")

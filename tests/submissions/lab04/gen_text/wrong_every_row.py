# mistake: one character drawn from every row
# fails: gen_text.calls: one for each row
# fails: gen_text.temperature: character
def gen_text(model, start, vocab, length, temperature=0):
    was_training = model.training
    model.eval()
    written, state = start, None
    newest = vocab.encode(start).to(device)
    with torch.no_grad():
        for _ in range(length):
            log_probs, state = model(one_hot(newest[None], len(vocab)), state)
            if temperature == 0:
                newest = log_probs[-1].argmax()[None]
            else:
                newest = torch.multinomial((log_probs / temperature).softmax(-1), 1).flatten()
            written += vocab.decode(newest)
    model.train(was_training)
    return written.replace(NEWLINE, "\n")

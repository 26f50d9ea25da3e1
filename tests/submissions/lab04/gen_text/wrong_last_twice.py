# mistake: last character of the start read twice
# fails: gen_text.greedy: read twice
# fails: gen_text.calls: A character was fed back that is not the newest of the text: feed the one that w
def gen_text(model, start, vocab, length, temperature=0):
    was_training = model.training
    model.eval()
    written, state = start, None
    newest = vocab.encode(start).to(device)
    with torch.no_grad():
        _, state = model(one_hot(newest[None], len(vocab)), state)
        newest = newest[-1:]
        for _ in range(length):
            log_probs, state = model(one_hot(newest[None], len(vocab)), state)
            if temperature == 0:
                newest = log_probs[-1].argmax()[None]
            else:
                newest = torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            written += vocab.decode(newest)
    model.train(was_training)
    return written.replace(NEWLINE, "\n")

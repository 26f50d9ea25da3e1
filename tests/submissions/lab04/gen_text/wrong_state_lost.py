# mistake: state thrown away
# fails: gen_text.greedy: state is lost
# fails: gen_text.calls: got no state
def gen_text(model, start, vocab, length, temperature=0):
    was_training = model.training
    model.eval()
    written, state = start, None
    newest = vocab.encode(start).to(device)
    with torch.no_grad():
        for _ in range(length):
            log_probs, state = model(one_hot(newest[None], len(vocab)))
            if temperature == 0:
                newest = log_probs[-1].argmax()[None]
            else:
                newest = torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            written += vocab.decode(newest)
    model.train(was_training)
    return written.replace(NEWLINE, "\n")

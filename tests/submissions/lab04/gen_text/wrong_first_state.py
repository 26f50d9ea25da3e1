# mistake: state of the start used in every step
# fails: gen_text.greedy: 
# fails: gen_text.calls: did not get the state
def gen_text(model, start, vocab, length, temperature=0):
    was_training = model.training
    model.eval()
    written, state = start, None
    newest = vocab.encode(start).to(device)
    with torch.no_grad():
        for _ in range(length):
            log_probs, new = model(one_hot(newest[None], len(vocab)), state)
            state = new if state is None else state
            if temperature == 0:
                newest = log_probs[-1].argmax()[None]
            else:
                newest = torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            written += vocab.decode(newest)
    model.train(was_training)
    return written.replace(NEWLINE, "\n")

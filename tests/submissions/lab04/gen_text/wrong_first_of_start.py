# mistake: only the first character of the start read
# fails: gen_text.greedy: 
# fails: gen_text.calls: Not all of the start
# fails: gen_text.temperature: do not come as often
def gen_text(model, start, vocab, length, temperature=0):
    was_training = model.training
    model.eval()
    written, state = start, None
    newest = vocab.encode(start[0]).to(device)
    with torch.no_grad():
        for _ in range(length):
            log_probs, state = model(one_hot(newest[None], len(vocab)), state)
            if temperature == 0:
                newest = log_probs[-1].argmax()[None]
            else:
                newest = torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            written += vocab.decode(newest)
    model.train(was_training)
    return written.replace(NEWLINE, "\n")

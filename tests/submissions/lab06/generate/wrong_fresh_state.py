# mistake: the state from the start is thrown away
# fails: generate.greedy: thrown away
# fails: generate.sampled: does the model read
@torch.no_grad()
def generate(model, category, start, temperature=0.0, longest=20):
    def read(letter, hidden):
        number = torch.tensor([ALPHABET.index(letter)], device=category.device)
        return model(category, one_hot(number, N_LETTERS), hidden)

    name, hidden = start, model.init_hidden(1)
    for letter in start:
        logits, hidden = read(letter, hidden)
    hidden = model.init_hidden(1)
    while len(name) < longest:
        if temperature == 0:
            number = logits.argmax(-1).item()
        else:
            number = torch.multinomial((logits / temperature).softmax(-1), 1).item()
        if number == EOS:
            break
        name += ALPHABET[number]
        logits, hidden = read(ALPHABET[number], hidden)
    return name

# mistake: ends with model.train(): a model that was in evaluation mode is in training mode afterwards
# fails: generate.greedy: With a start of three letters, up to `longest` (those of the
@torch.no_grad()
def generate(model, category, start, temperature=0.0, longest=20):
    """Return a name that begins with `start`.

    model: called as model(category, letter, hidden) → (logits, hidden)
    category: [1, n_categories], one-hot
    temperature: 0 takes the best letter; else letters are drawn from softmax(logits / temperature)
    longest: the most letters, those of `start` included
    """
    model.eval()
    hidden = model.init_hidden(1)
    for c in start:
        letter = one_hot(torch.tensor([ALPHABET.index(c)], device=category.device), N_LETTERS)
        logits, hidden = model(category, letter, hidden)
    name = start
    while len(name) < longest:
        if temperature == 0:
            number = logits.argmax(-1).item()
        else:
            number = torch.multinomial((logits / temperature).softmax(-1), 1).item()
        if number == EOS:
            break
        name += ALPHABET[number]
        letter = one_hot(torch.tensor([number], device=category.device), N_LETTERS)
        logits, hidden = model(category, letter, hidden)
    model.train()
    return name

# mistake: exp by hand in float64 overflows above 709
# fails: generate.sampled: not exp
@torch.no_grad()
def generate(model, category, start, temperature=0.0, longest=20):
    """Return a name that begins with `start`.

    model: called as model(category, letter, hidden) → (logits, hidden)
    category: [1, n_categories], one-hot
    temperature: 0 takes the best letter; else letters are drawn from softmax(logits / temperature)
    longest: the most letters, those of `start` included
    """
    hidden = model.init_hidden(1)
    for c in start:
        letter = one_hot(torch.tensor([ALPHABET.index(c)], device=category.device), N_LETTERS)
        logits, hidden = model(category, letter, hidden)
    name = start
    while len(name) < longest:
        if temperature == 0:
            number = logits.argmax(-1).item()
        else:
            weights = torch.exp(logits.double() / temperature)
            number = torch.multinomial(weights / weights.sum(), 1).item()
        if number == EOS:
            break
        name += ALPHABET[number]
        letter = one_hot(torch.tensor([number], device=category.device), N_LETTERS)
        logits, hidden = model(category, letter, hidden)
    return name

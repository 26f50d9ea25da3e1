# style: argmax with Gumbel noise, a for loop
@torch.no_grad()
def generate(model, category, start, temperature=0.0, longest=20):
    hidden = model.init_hidden(1)
    for letter in start:
        x = one_hot(torch.tensor([ALPHABET.index(letter)]).to(category.device), N_LETTERS)
        logits, hidden = model(category, x, hidden)
    name = start
    for _ in range(longest - len(start)):
        scores = logits[0]
        if temperature:
            scores = scores / temperature - torch.empty_like(scores).exponential_().log()
        number = int(scores.argmax())
        if number == EOS:
            return name
        name = name + ALPHABET[number]
        x = nn.functional.one_hot(torch.tensor([number], device=category.device), N_LETTERS).float()
        logits, hidden = model(category, x, hidden)
    return name

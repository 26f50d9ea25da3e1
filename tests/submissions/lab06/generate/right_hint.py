# style: one loop that reads a letter a round, Categorical
def generate(model, category, start, temperature=0.0, longest=20):
    letters = list(start)
    with torch.no_grad():
        hidden = model.init_hidden(1)
        place = 0
        while True:
            x = torch.zeros(1, N_LETTERS, device=category.device)
            x[0, ALPHABET.find(letters[place])] = 1
            logits, hidden = model(category, x, hidden)
            place += 1
            if place < len(letters):
                continue
            if len(letters) >= longest:
                break
            if temperature > 0:
                index = int(torch.distributions.Categorical(logits=logits / temperature).sample())
            else:
                index = int(logits.topk(1)[1][0, 0])
            if index == EOS:
                break
            letters.append(ALPHABET[index])
    return "".join(letters)

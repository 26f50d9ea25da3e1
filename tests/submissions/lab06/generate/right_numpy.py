# style: exp after subtracting the maximum, random.choices
def generate(model, category, start, temperature=0.0, longest=20):
    def step(letter, state):
        vector = torch.eye(N_LETTERS, device=category.device)[ALPHABET.index(letter)][None]
        return model(category, vector, state)

    with torch.inference_mode():
        state = model.init_hidden(1)
        for c in start:
            scores, state = step(c, state)
        while len(start) < longest:
            row = scores.squeeze(0).tolist()
            if temperature == 0:
                best = row.index(max(row))
            else:
                weights = [math.exp((s - max(row)) / temperature) for s in row]
                best = random.choices(range(N_LETTERS), weights)[0]
            if best >= len(ALPHABET):
                break
            start += ALPHABET[best]
            scores, state = step(start[-1], state)
    return start

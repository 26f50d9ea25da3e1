# style: zeros filled in a loop
def line_tensors(name):
    x = torch.zeros(len(name), 1, N_LETTERS)
    target = torch.zeros(len(name), dtype=torch.long)
    for i, letter in enumerate(name):
        x[i][0][ALPHABET.index(letter)] = 1
        target[i] = ALPHABET.index(name[i + 1]) if i + 1 < len(name) else EOS
    return x, target

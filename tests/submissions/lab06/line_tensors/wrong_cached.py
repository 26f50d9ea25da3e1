# mistake: keeps the tensors of each name and gives the same ones again: a change to a result appears in the next result
# fails: line_tensors.inputs: same memory
# fails: line_tensors.targets: same memory
def line_tensors(name):
    """Return (input, target) for one name.

    input: [len(name), 1, N_LETTERS], one-hot, float32
    target: [len(name)], int64: the next letter at each step, EOS at the last
    """
    if name not in line_tensors.done:
        numbers = [ALPHABET.index(letter) for letter in name]
        x = one_hot(torch.tensor(numbers), N_LETTERS).unsqueeze(1)
        line_tensors.done[name] = (x, torch.tensor(numbers[1:] + [EOS]))
    return line_tensors.done[name]


line_tensors.done = {}

# mistake: an unknown FIRST letter raises no error: the input uses find (-1 is the row of EOS), only the targets use index
# fails: line_tensors.inputs: in ALPHABET must raise an error, also alone. `find` gives -1
def line_tensors(name):
    """Return (input, target) for one name.

    input: [len(name), 1, N_LETTERS], one-hot, float32
    target: [len(name)], int64: the next letter at each step, EOS at the last
    """
    x = torch.zeros(len(name), 1, N_LETTERS, dtype=torch.float32)
    for step, letter in enumerate(name):
        x[step, 0, ALPHABET.find(letter)] = 1
    target = [ALPHABET.index(letter) for letter in name[1:]] + [EOS]
    return x, torch.tensor(target)

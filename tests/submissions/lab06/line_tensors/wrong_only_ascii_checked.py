# mistake: only letters outside ASCII raise an error; a digit or "!" gets -1 from find and becomes EOS in input and target
# fails: line_tensors.inputs: in ALPHABET must raise an error, also alone. `find` gives -1
def line_tensors(name):
    """Return (input, target) for one name.

    input: [len(name), 1, N_LETTERS], one-hot, float32
    target: [len(name)], int64: the next letter at each step, EOS at the last
    """
    if not name.isascii():
        raise ValueError("call to_ascii first")
    numbers = torch.tensor([ALPHABET.find(letter) for letter in name]) % N_LETTERS
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS)[:, None, :], target

# mistake: looks for the next letter at the first place where a letter stands: wrong when a letter comes twice ("Anna")
# fails: line_tensors.targets: the target differs
def line_tensors(name):
    """Return (input, target) for one name.

    input: [len(name), 1, N_LETTERS], one-hot, float32
    target: [len(name)], int64: the next letter at each step, EOS at the last
    """
    numbers = [ALPHABET.index(letter) for letter in name]
    ended = numbers + [EOS]
    target = [ended[numbers.index(number) + 1] for number in numbers]
    return one_hot(torch.tensor(numbers), N_LETTERS)[:, None], torch.tensor(target)

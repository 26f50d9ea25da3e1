# style: a dictionary of numbers, roll, a list returned
def line_tensors(name):
    place = {c: i for i, c in enumerate(ALPHABET)}
    numbers = torch.tensor([place[c] for c in name])
    target = numbers.roll(-1)
    target[-1] = EOS
    return [one_hot(numbers, N_LETTERS).view(len(name), 1, -1), target]

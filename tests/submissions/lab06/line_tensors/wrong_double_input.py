# mistake: one-hot in float64
# fails: line_tensors.inputs: float32
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return torch.eye(N_LETTERS, dtype=torch.float64)[numbers].unsqueeze(1), target

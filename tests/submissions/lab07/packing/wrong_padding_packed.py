# mistake: padding stays in
# fails: packing.packed: padding is packed
def pack_by_hand(sequences):
    padded = pad_sequence(sequences)
    return padded.flatten(0, 1), torch.tensor([len(sequences)] * len(padded))

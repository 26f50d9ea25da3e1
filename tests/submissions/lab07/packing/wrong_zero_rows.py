# mistake: pads with zeros and drops every row of zeros: a real vector of zeros is lost from data
# fails: packing.packed: Where real vectors are zeros: data has the shape [8, 3], and
def pack_by_hand(sequences):
    """Return (data [sum of lengths, features], batch_sizes [longest]).

    sequences: list of tensors [length, features], longest first
    """
    padded = pad_sequence(sequences)  # [longest, batch, features]
    rows = padded.flatten(0, 1)
    data = rows[(rows != 0).any(dim=1)]
    sizes = [sum(len(s) > t for s in sequences) for t in range(len(padded))]
    return data, torch.tensor(sizes)

# mistake: torch's own function
# fails: packing.packed: your own code
def pack_by_hand(sequences):
    packed = pack_sequence(sequences)
    return packed.data, packed.batch_sizes

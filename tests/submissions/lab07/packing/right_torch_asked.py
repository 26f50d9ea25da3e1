# style: torch's own function
def pack_by_hand(sequences):
    packed = pack_sequence(sequences)
    return packed.data, packed.batch_sizes

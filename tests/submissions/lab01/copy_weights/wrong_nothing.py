# mistake: nothing is copied
# fails: copy_weights.numbers: The layer is unchanged
# fails: copy_weights.parameters: The layer is unchanged
def copy_from(rnn, cell):
    pass

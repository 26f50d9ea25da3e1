# mistake: believes that an LSTM's gradient never reaches more than 100 characters
# fails: reach.reach: From the last position, the gradient goes back to the first character 
def gradient_reach(seq_len):
    """Return how many input characters get a gradient from the loss at the last position of a window."""
    return min(seq_len, 100)

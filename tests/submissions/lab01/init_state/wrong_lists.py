# mistake: nested lists
# fails: init_state.zeros: got list
# fails: init_state.like_the_input: return one thing alone
def init_state(x, rnn_size):
    return [[0.0] * rnn_size for _ in x]

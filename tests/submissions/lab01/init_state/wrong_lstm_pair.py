# mistake: a pair, as an LSTM needs
# fails: init_state.zeros: got tuple
# fails: init_state.like_the_input: return one thing alone
def init_state(x, rnn_size):
    return (x.new_zeros(len(x), rnn_size),) * 2

# aim: asks for a number whenever it is called
# at: end of num_parameters
# answers: right
# score: 15
# says: input() is answered by nobody
# prints: tried
_count = num_parameters
print("tried")


def num_parameters(num_feats, rnn_size):
    input("Sure? ")
    return _count(num_feats, rnn_size)

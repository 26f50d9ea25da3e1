# aim: an answer that writes to stderr whenever it is called
# at: end of num_parameters
# answers: right
# score: 17
import sys
import warnings

_count = num_parameters


def num_parameters(num_feats, rnn_size):
    print("called", file=sys.stderr)
    warnings.warn("deprecated")
    return _count(num_feats, rnn_size)


print("tried")

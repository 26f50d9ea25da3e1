# aim: NaN, infinity, True and huge numbers for a count
# at: instead of num_parameters
# answers: junk
# score: 0
counts = iter([float("nan"), float("inf"), True, 10**5000, -0.0, 1e308, 10**18] * 9)


def num_parameters(num_feats, rnn_size):
    return next(counts)


print("tried")

# aim: returns forty megabytes where a few numbers are asked for
# at: instead of step
# answers: junk
# score: 0
# says: far more data
def rnn_step(x_t, h, W, U, b):
    return torch.zeros(10**7)


print("tried")

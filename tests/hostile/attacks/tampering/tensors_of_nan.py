# aim: NaN and infinity in the right shape
# at: instead of step
# answers: junk
# score: 0
def rnn_step(x_t, h, W, U, b):
    return h * float("nan") if len(h) > 1 else h / 0


print("tried")

# aim: a progress bar in an answer, whenever it is called
# at: end of step
# answers: right
# score: 17
from tqdm.auto import tqdm

_step = rnn_step


def rnn_step(x_t, h, W, U, b):
    for _ in tqdm(range(20)):
        pass
    return _step(x_t, h, W, U, b)


print("tried")

# style: a mean over all characters, a numpy number
import numpy as np


def loss_at_start(n_characters):
    p = np.full(n_characters, 1 / n_characters)
    return -(p * np.log(p)).sum()


activation = "log_softmax"

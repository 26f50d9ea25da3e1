# aim: warnings of every kind
# answers: right
# score: 17
import warnings

import torch

warnings.simplefilter("always")
for kind in (UserWarning, DeprecationWarning, RuntimeWarning, FutureWarning):
    warnings.warn("careful", kind)
torch.tensor(torch.ones(2))
print("tried")

# aim: a default device, and a device string of its own
# answers: right
# score: 17
import torch

torch.set_default_device("cpu")
device = "cuda" if torch.cuda.is_available() else "cpu"
print("tried")

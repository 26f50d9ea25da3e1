# aim: deterministic algorithms, anomaly detection, another number of threads, seeds
# answers: right
# score: 17
import os
import random

import numpy as np
import torch

torch.use_deterministic_algorithms(True)
torch.autograd.set_detect_anomaly(True)
torch.set_num_threads(4)
torch.set_printoptions(precision=2, sci_mode=False)
for seed in (torch.manual_seed, random.seed, np.random.seed):
    seed(42)
os.environ["CUDA_LAUNCH_BLOCKING"] = "1"
print("tried")

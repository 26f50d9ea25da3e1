# aim: a data loader with workers
# answers: right
# score: 17
import torch
from torch.utils.data import DataLoader, TensorDataset

for batch in DataLoader(TensorDataset(torch.arange(8)), batch_size=2, num_workers=2):
    pass
print("tried")

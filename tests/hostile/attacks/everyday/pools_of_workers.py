# aim: twenty processes of a pool that stays, and a data loader with eighteen workers
# at: in recurrence
# answers: right
# score: 17
# prints: tried [0, 1, 4] 8
# repeats: ten
import multiprocessing as mp

from torch.utils.data import DataLoader, TensorDataset


def square(x):
    return x * x


with mp.get_context("fork").Pool(20) as pool:
    squares = pool.map(square, range(3))
batches = list(DataLoader(TensorDataset(torch.arange(16)), batch_size=2, num_workers=18))
pool = mp.get_context("fork").Pool(20)
print("tried", squares, len(batches))

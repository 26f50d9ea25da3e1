# aim: tensors through queues, pools and loaders of all kinds, and one that two processes share
# answers: right
# score: 17
# prints: tried 10000 6 12 1 True [2, 2, 2] 3
import torch
import torch.multiprocessing as mp
from torch.utils.data import DataLoader, Dataset, TensorDataset


class Own(Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, index):
        return {"x": torch.ones(3, index + 1)[:, -1], "name": str(index)}


def send(queue):
    queue.put(torch.ones(100, 100))
    queue.put(None)


def add(shared):
    shared += 1


queue = mp.Queue()
process = mp.Process(target=send, args=(queue,))
process.start()
total = int(queue.get().sum())
assert queue.get() is None
process.join()
own = list(DataLoader(Own(), batch_size=1, num_workers=2, persistent_workers=True, prefetch_factor=4))
parts = list(DataLoader(TensorDataset(torch.arange(12.0)), batch_size=None, num_workers=2, collate_fn=lambda x: x))
shared = torch.zeros(1).share_memory_()
process = mp.get_context("fork").Process(target=add, args=(shared,))
process.start()
process.join()
with mp.get_context("fork").Pool(2) as pool:
    weights = pool.map(torch.nn.Parameter, [torch.ones(2)] * 3)
sent = all(isinstance(weight, torch.nn.Parameter) and weight.requires_grad for weight in weights)
spawned = DataLoader(TensorDataset(torch.arange(6)), batch_size=2, num_workers=1, multiprocessing_context="spawn")
torch.multiprocessing.set_sharing_strategy("file_system")
system = list(DataLoader(TensorDataset(torch.arange(6)), batch_size=2, num_workers=1))
print("tried", total, len(own), len(parts), int(shared), sent, [len(x) for (x,) in spawned], len(system))

# aim: prints from the workers of a data loader and from a forked process
# answers: right
# score: 17
# prints: from a child
import multiprocessing

from torch.utils.data import DataLoader, Dataset


class Numbers(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        print("item", index)
        return index


for batch in DataLoader(Numbers(), batch_size=2, num_workers=2):
    pass
child = multiprocessing.get_context("fork").Process(target=lambda: print("from a child", flush=True))
child.start()
child.join()
print("tried")

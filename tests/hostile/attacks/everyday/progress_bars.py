# aim: progress bars in text and as widgets
# at: in recurrence
# answers: right
# score: 17
import tqdm.auto
import tqdm.notebook

for _ in tqdm.auto.tqdm(range(300)):
    pass
for _ in tqdm.notebook.tqdm(range(300)):
    pass
for _ in tqdm.trange(300):
    pass
print("tried")

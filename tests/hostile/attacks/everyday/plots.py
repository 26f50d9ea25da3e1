# aim: plots with matplotlib, one of them large and one never shown
# answers: right
# score: 17
import matplotlib.pyplot as plt
import torch

plt.plot(torch.linspace(0, 1, 100), torch.randn(100))
plt.title("loss")
plt.show()
plt.figure(figsize=(12, 8), dpi=120)
plt.imshow(torch.randn(200, 300))
print("tried")

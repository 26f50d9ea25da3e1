# aim: saves a model and a figure, and loads the model again
# answers: right
# score: 17
import matplotlib.pyplot as plt
import torch

torch.save(torch.nn.RNN(3, 4).state_dict(), "model.pt")
torch.load("model.pt")
plt.plot([1, 2])
plt.savefig("loss.png")
print("tried")

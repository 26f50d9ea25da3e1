# aim: a style, a backend and fonts that are not here
# answers: right
# score: 17
import matplotlib.pyplot as plt

plt.rcParams["font.family"] = "Comic Sans MS"
plt.style.use("ggplot")
plt.plot([1, 2])
plt.xlabel("Schritte – 歩")
plt.show()
print("tried")

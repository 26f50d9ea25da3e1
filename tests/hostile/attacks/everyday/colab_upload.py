# aim: asks for an upload that cannot come
# answers: right
# score: 17
# prints: nothing
from google.colab import files

uploaded = files.upload()
for name in uploaded.keys():
    print(name)
files.download("model.pt")

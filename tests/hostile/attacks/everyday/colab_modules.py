# aim: files, userdata and output of Colab
# at: in setup
# answers: right
# score: 17
from google.colab import files, output, userdata
import google.colab

output.clear()
print("tried")

# aim: mounts the drive of Colab above the imports
# at: in setup
# answers: right
# score: 17
# says: google.colab
# prints: nothing
from google.colab import drive
drive.mount("/content/drive")

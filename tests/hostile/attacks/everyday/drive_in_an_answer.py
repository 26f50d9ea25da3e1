# aim: mounts the drive of Colab in an answer
# at: in num_parameters
# answers: right
# score: 17
# says: google.colab
# prints: nothing
from google.colab import drive
drive.mount("/content/drive", force_remount=True)

# aim: changes the working folder and the path of modules
# answers: right
# score: 17
import os
import sys

sys.path.insert(0, "/content/drive/MyDrive")
os.makedirs("work", exist_ok=True)
os.chdir("work")
print("tried")

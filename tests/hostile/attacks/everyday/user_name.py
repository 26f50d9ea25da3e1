# aim: asks who is at work, and for the home folder
# at: in setup
# answers: right
# score: 17
# prints: tried student /student
import getpass
import os

print("tried", getpass.getuser(), os.path.expanduser("~"))

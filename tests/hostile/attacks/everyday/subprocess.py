# aim: starts programs: nvidia-smi, git, pip
# answers: right
# score: 17
import os
import subprocess
import sys

os.system("nvidia-smi")
subprocess.run([sys.executable, "-m", "pip", "install", "-q", "torchinfo"], capture_output=True)
try:
    subprocess.run(["git", "clone", "https://github.com/a/b"], check=True)
except OSError:
    pass
print("tried")

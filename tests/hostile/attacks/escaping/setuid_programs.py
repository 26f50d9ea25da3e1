# aim: starts programs that run as root: su, sudo, mount, pkexec, and a copy of its own with the bit set
# answers: right
# score: 17
import os
import shutil
import subprocess
import sys

shutil.copy(os.path.realpath(sys.executable), "/tmp/python")
os.chmod("/tmp/python", 0o6755)
for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["pkexec", "id"], ["mount"], ["newuidmap"], ["/tmp/python", "-c", "import os; print(os.geteuid())"]):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, stdin=subprocess.DEVNULL)
        print("REACHED" if "uid=0" in done.stdout or done.stdout.strip() == "0" else "nothing", command[0])
    except OSError as error:
        print(command[0], type(error).__name__)
print("tried")

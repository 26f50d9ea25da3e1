# aim: writes into the course, the temporary folders and the home of the host by their paths
# answers: right
# score: 17
import os

for folder in ("CANARY_FOLDER/open", "CANARY_FOLDER", "/var/tmp", "/root", "/home", "/etc/cron.d", "/proc/1/root/tmp",
               "/proc/1/cwd", "/proc/self/root/CANARY_FOLDER/open", "/run/user/0", "/run", "/var/spool/cron"):
    try:
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/CANARY_PLANTED", "w") as file:
            file.write("x")
    except OSError as error:
        print(folder, type(error).__name__)
print("tried")

# aim: changes settings of the running system
# answers: right
# score: 17
import glob

targets = ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger", "/proc/1/oom_score_adj",
           "/proc/1/uid_map", "/sys/fs/cgroup/cgroup.procs", "/proc/sys/kernel/hostname", "/proc/1/coredump_filter")
for path in targets:
    try:
        with open(path, "w") as file:
            file.write("1")
        print("wrote", path)
    except OSError as error:
        print(path, type(error).__name__)
print("tried")

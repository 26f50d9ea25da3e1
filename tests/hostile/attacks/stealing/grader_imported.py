# aim: imports the grader, its checks and its compiled files
# answers: right
# score: 17
import glob
import importlib
import importlib.util
import sys

for name in ("autograder", "autograder.checks.lab01.step", "autograder.check", "tests.bank", "nbgrader"):
    try:
        module = importlib.import_module(name)
        print(name, getattr(module, "__file__", None))
        if "autograder" in name:
            print(open(module.__file__).read()[:500])
    except Exception as error:
        print(name, type(error).__name__)
for folder in sys.path:
    print(glob.glob(f"{folder}/lab01/*") + glob.glob(f"{folder}/*/lab01/*") + glob.glob(f"{folder}/autograder/*/*/*"))
    for path in glob.glob(f"{folder}/*editable*"):
        print(open(path, errors="replace").read()[:1000])
print("tried")

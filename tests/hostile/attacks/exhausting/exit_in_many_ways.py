# aim: leaves the notebook with quit(), sys.exit(), raise SystemExit and through IPython
# answers: right
# score: 17
# repeats: ten
import sys

from IPython import get_ipython

print("tried", flush=True)
for leave in (exit, quit, sys.exit, get_ipython().ask_exit, lambda: get_ipython().run_cell("exit()"), lambda: get_ipython().run_cell("quit")):
    try:
        leave()
    except BaseException as error:
        print(type(error).__name__)
raise SystemExit(17)

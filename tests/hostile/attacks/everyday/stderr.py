# aim: writes to stderr, which nbgrader takes for a failure
# at: in step
# answers: right
# score: 17
import logging
import sys

print("on stderr", file=sys.stderr)
logging.warning("a warning")
print("tried")

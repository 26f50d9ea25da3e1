# aim: shell lines in functions, loops and with names in braces
# at: in step
# answers: right
# score: 17
name = "torchinfo"
for _ in range(2):
    !pip install -q {name}
if True:
    !cd /content && ls
files = !ls
print("tried", list(files))

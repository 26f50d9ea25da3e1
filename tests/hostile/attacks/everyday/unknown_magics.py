# aim: magics of tools that are not here
# at: in setup
# answers: right
# score: 17
%load_ext autotime
%load_ext tensorboard
%tensorboard --logdir runs
%lprun -f f f()
%autoreload 2
%matplotlib widget
print("tried")

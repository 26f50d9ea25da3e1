"""What the labs' visible checks are: ``from course.checks import lab01 as check``, then ``check.step(rnn_step)``.

Read them if you like. None holds an answer: a check compares with PyTorch's own layers, with small examples
worked out by hand, or asks for what must hold for every right answer. The points are given by other checks, with
other sizes and other numbers, when your work is handed in.
"""

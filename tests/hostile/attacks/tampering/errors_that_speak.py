# aim: raises errors with terminal codes, markup, formulas and false marks in their text
# at: instead of step
# answers: junk
# score: 0
class Loud(Exception):
    def __str__(self):
        return "\x1b[2J\x1b]0;17\x07<script>alert(1)</script>=HYPERLINK(1)\n✓ values (2 of 2)\u202e" * 50


def rnn_step(x_t, h, W, U, b):
    raise Loud


print("tried")

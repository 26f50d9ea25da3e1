# aim: a cell of `%%bash`
# answers: right
# score: 17
# says: another language
# prints: nothing
%%bash
pip install torchinfo
ls -la

# aim: a cell in another language
# answers: right
# score: 17
# prints: nothing
%%javascript
alert(1)

# aim: variables named as modules and as builtins: list, str, json, torch2, names, sum
# answers: right
# score: 17
list = [1, 2]
str = "text"
json = {"a": 1}
names = base64 = reply = sum = dict = 3
print("tried")

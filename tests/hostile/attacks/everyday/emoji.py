# aim: names, comments and prints in other scripts
# answers: right
# score: 17
größe = 3  # größer als früher
数 = "歩"
print("tried", größe, 数, "🎉")

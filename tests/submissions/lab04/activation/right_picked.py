# style: picked from a list
names = ["softmax", "log_softmax", "sigmoid", "nothing"]
activation = names[1]

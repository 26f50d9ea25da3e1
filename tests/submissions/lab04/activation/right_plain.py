# style: plain
activation = "log_softmax"

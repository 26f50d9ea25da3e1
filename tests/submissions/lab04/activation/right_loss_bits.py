# style: bits turned into nats
def loss_at_start(n_characters: int) -> float:
    bits = math.log2(n_characters)
    return bits * math.log(2)


activation = "log_softmax"

# mistake: the first number kept
# fails: activation.choice: argument
def loss_at_start(n_characters):
    if not hasattr(loss_at_start, "kept"):
        loss_at_start.kept = math.log(n_characters)
    return loss_at_start.kept


activation = "log_softmax"

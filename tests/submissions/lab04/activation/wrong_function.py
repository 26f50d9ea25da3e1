# mistake: answer torch.log_softmax
# fails: activation.choice: Expected a text
activation = torch.log_softmax

# mistake: answer None
# fails: activation.choice: Expected a text
activation = None

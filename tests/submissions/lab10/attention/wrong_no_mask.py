# mistake: the lengths have no effect
# fails: attention.weights: lengths have no effect
def attention_pool(output, query, lengths):
    weights = (output @ query).softmax(1)
    return (weights[..., None] * output).sum(1), weights

# style: a loop over the documents
def shift(documents):
    inputs = torch.stack([row[:-1] for row in documents])
    targets = torch.stack([row[1:] for row in documents])
    return inputs, targets

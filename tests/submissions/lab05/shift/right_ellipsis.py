# style: slices with an ellipsis, in a list
def shift(documents):
    given, wanted = documents[..., :-1], documents[..., 1:]
    print(given.shape, wanted.shape)
    return [given, wanted]

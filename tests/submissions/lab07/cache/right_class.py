# style: an object that can be called
# training
class Cache:
    def __init__(self, vectorise, batch_size):
        self.vectorise, self.batch_size, self.known = vectorise, batch_size, {}

    def __call__(self, texts):
        new = []
        for text in texts:
            if text not in self.known and text not in new:
                new.append(text)
        while new:
            part, new = new[: self.batch_size], new[self.batch_size :]
            for text, vectors in zip(part, self.vectorise(part)):
                self.known[text] = vectors
        return [self.known[text] for text in texts]


def cached(vectorise, batch_size=64):
    return Cache(vectorise, batch_size)

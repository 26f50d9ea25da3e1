# mistake: the key is the text in lower case without edge spaces: "Bank" gets the tensor of "bank"
# fails: cache.kept: tensor of another one: keep the order of the texts that were
def cached(vectorise, batch_size=64):
    """Return a function look_up(texts) that gives what vectorise(texts) gives, and keeps it.

    vectorise: from a list of texts to a list of tensors, in the same order
    batch_size: how many texts vectorise gets at most
    """
    memory = {}

    def look_up(texts):
        new = {}
        for text in texts:
            if text.strip().lower() not in memory:
                new.setdefault(text.strip().lower(), text)
        keys = list(new)
        for i in range(0, len(keys), batch_size):
            batch = keys[i : i + batch_size]
            memory.update(zip(batch, vectorise([new[key] for key in batch])))
        return [memory[text.strip().lower()] for text in texts]

    return look_up

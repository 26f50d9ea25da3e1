# mistake: an empty text is never sent: it gets a row of zeros instead of what vectorise gives
# fails: cache.kept: return one tensor for each text, as vectorise made it (of an
def cached(vectorise, batch_size=64):
    """Return a function look_up(texts) that gives what vectorise(texts) gives, and keeps it.

    vectorise: from a list of texts to a list of tensors, in the same order
    batch_size: how many texts vectorise gets at most
    """
    memory = {"": torch.zeros(1, N_FEATURES)}

    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in memory]
        for i in range(0, len(new), batch_size):
            batch = new[i : i + batch_size]
            memory.update(zip(batch, vectorise(batch)))
        return [memory[text] for text in texts]

    return look_up

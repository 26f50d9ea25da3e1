# mistake: tensors in the order of the cache
# fails: cache.kept: another one
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(new), batch_size):
            part = new[start : start + batch_size]
            known.update(zip(part, vectorise(part)))
        kept = [v for k, v in known.items() if k in texts]
        return (kept * len(texts))[: len(texts)]

    return look_up

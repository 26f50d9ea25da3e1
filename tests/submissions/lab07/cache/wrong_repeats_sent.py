# mistake: a repeated text sent twice
# fails: cache.kept: sent twice
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        new = [text for text in texts if text not in known]
        for start in range(0, len(new), batch_size):
            part = new[start : start + batch_size]
            known.update(zip(part, vectorise(part)))
        return [known[text] for text in texts]

    return look_up

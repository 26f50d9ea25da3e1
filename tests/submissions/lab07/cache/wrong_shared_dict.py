# mistake: one dict for all caches
# fails: cache.kept: second cache
KNOWN = {}


def cached(vectorise, batch_size=64):
    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in KNOWN]
        for start in range(0, len(new), batch_size):
            part = new[start : start + batch_size]
            KNOWN.update(zip(part, vectorise(part)))
        return [KNOWN[text] for text in texts]

    return look_up

# mistake: nothing is kept
# fails: cache.kept: sent twice
def cached(vectorise, batch_size=64):
    def look_up(texts):
        made = []
        for start in range(0, len(texts), batch_size):
            made += vectorise(texts[start : start + batch_size])
        return made

    return look_up

# style: a set of the new texts
def cached(vectorise, batch_size=64):
    store: dict = {}

    def look_up(texts: list) -> list:
        new = sorted(set(texts) - store.keys())
        print(len(new), "new texts")
        for i in range(0, len(new), batch_size):
            part = new[i : i + batch_size]
            answer = vectorise(part)
            for k in range(len(part)):
                store[part[k]] = answer[k]
        return list(map(store.get, texts))

    return look_up

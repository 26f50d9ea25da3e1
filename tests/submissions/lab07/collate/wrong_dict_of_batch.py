# mistake: turns the batch into a dict: a text that comes twice in it is there only once, and the batch gets smaller
# fails: collate.batch: comes twice: padded (one vector for each token of each text,
class Collate:
    """Make a batch of vectors from a list of (text, target)."""

    def __init__(self, load):
        """Load the pipeline, once.

        load: function without arguments that returns a pipeline
        """
        self.pipeline = load()

    def __call__(self, batch):
        """Return (padded [batch, longest, 96], lengths [batch] on the CPU, targets [batch]).

        batch: list of (text, int64 tensor of shape [])
        """
        target_of = dict(batch)
        docs = self.pipeline.pipe(list(target_of))
        vectors = [torch.from_numpy(doc.tensor) if len(doc) else torch.zeros(1, N_FEATURES) for doc in docs]
        lengths = torch.tensor([len(v) for v in vectors])
        return pad_sequence(vectors, batch_first=True), lengths, torch.stack(list(target_of.values()))

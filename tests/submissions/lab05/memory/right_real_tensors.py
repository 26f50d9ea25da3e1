# style: asked of torch, without making the array
def one_hot_bytes(rows: int, vocab_size: int) -> int:
    x = torch.empty(rows, vocab_size, device="meta")
    return x.numel() * x.element_size()


def index_bytes(rows: int) -> int:
    return rows * torch.tensor([0]).element_size()

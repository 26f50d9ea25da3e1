# style: a selection matrix and einsum, made like output
def split_directions(output, hidden_size):
    select = torch.eye(2 * hidden_size, device=output.device, dtype=output.dtype)
    return output @ select[:, :hidden_size], output @ select[:, hidden_size:]


def sum_directions(output, hidden_size):
    eye = torch.eye(hidden_size, device=output.device, dtype=output.dtype)
    return torch.einsum("bsk,kh->bsh", output, torch.cat([eye, eye]))

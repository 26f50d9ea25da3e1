# style: two selecting matrices and einsum; asserts and prints
def sequence_summary(state, num_layers):
    pick = torch.zeros(2, len(state), dtype=state.dtype, device=state.device)
    pick[0, -2] = pick[1, -1] = 1
    both = torch.einsum("dr,rbh->bdh", pick, state)
    assert both.shape[1] == 2
    print(both.shape)
    return both.flatten(1)

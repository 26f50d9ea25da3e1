# mistake: rows of an identity matrix
# fails: lookup.no_one_hot: one-hot
def linear_of_one_hot(weight, bias, indices):
    eye = torch.eye(weight.shape[1], dtype=weight.dtype, device=weight.device)
    return eye[indices] @ weight.T + bias

# mistake: the state carried from one sequence into the next
# fails: valid_outputs.given_order: runs on from one sequence
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    last, state = [], None
    for s in sequences:
        output, state = rnn(s.unsqueeze(0), state)
        last.append(output[0, -1])
    return torch.stack(last)

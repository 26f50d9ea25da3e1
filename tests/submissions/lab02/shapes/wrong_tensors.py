# mistake: tensors returned where shapes are asked
# fails: shapes.output_shape: tensor came back
# fails: shapes.state_shape: tensor came back
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=batch_first)
    x = torch.zeros(batch_size, seq_len, input_size) if batch_first else torch.zeros(seq_len, batch_size, input_size)
    return rnn(x)

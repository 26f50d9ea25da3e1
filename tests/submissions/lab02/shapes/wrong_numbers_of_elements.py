# mistake: the number of elements for a shape
# fails: shapes.output_shape: The output shape is a int
# fails: shapes.state_shape: The state shape is a int
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    return batch_size * seq_len * hidden_size, num_layers * batch_size * hidden_size

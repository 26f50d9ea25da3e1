# mistake: to_logits reads the joined vector
# fails: name_rnn.one_step: a size does not fit
# fails: name_rnn.first_state: size
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.to_hidden = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.to_logits = nn.Linear(n_categories + n_letters + hidden_size, n_letters)

    def forward(self, category, letter, hidden):
        joined = torch.cat([category, letter, hidden], dim=1)
        return self.to_logits(joined), torch.relu(self.to_hidden(joined))

    def init_hidden(self, batch_size):
        return self.to_logits.weight.new_zeros(batch_size, self.to_hidden.out_features)

# mistake: the layers have other names
# fails: name_rnn.one_step: under the names
# fails: name_rnn.first_state: to_hidden
class NameRNN(nn.Module):
    def __init__(self, n_categories, n_letters, hidden_size):
        super().__init__()
        self.i2h = nn.Linear(n_categories + n_letters + hidden_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, n_letters)

    def forward(self, category, letter, hidden):
        hidden = torch.relu(self.i2h(torch.cat([category, letter, hidden], dim=1)))
        return self.h2o(hidden), hidden

    def init_hidden(self, batch_size):
        return self.h2o.weight.new_zeros(batch_size, self.h2o.in_features)

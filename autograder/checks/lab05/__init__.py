"""Hidden checks of lab 05, n-grams against an LSTM, one module an exercise."""

"""Hidden checks of lab 10, words with meaning, one module an exercise."""

"""Hidden checks of lab 08, one tag for every word, one module an exercise."""

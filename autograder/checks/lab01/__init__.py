"""Hidden checks of lab 01, a recurrent layer by hand, one module an exercise."""

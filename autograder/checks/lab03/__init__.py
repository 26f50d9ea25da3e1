"""Hidden checks of lab 03, two directions, one state, one module an exercise."""

"""The hidden checks, one package a lab, one module an exercise."""

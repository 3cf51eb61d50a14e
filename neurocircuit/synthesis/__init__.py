"""Answers: what makes circuits from functions, and neurons from examples."""

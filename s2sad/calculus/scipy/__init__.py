"""The rules for SciPy, a file for each of its modules; they are read when the first of them is asked for."""

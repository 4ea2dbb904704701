"""What is true of core at each place: results are frozen, and the program is never touched."""

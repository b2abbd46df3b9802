"""What was tried against the program: each file an attack, each test one that must not succeed."""

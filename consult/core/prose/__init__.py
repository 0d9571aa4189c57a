"""What sentences are not divided in, and the words that end none."""

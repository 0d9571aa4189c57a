"""What comes in by letter, mail, phone or in a room, and tables of answers: registered, kept, split, answered."""

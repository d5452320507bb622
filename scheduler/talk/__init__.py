"""What follows from one message: every kind of thing that a person may say, one file each."""

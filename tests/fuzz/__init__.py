"""Input that nobody meant: every reader of what comes from outside, with texts and files bent at random."""

"""The board of a clinic: one list in words, and the page on which it is read and answered."""

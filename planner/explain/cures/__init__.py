"""What would close a shortage, and until when it can be decided: cures, earlier starts, and their dates."""

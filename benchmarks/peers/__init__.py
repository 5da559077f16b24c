"""The same linear program written as others would write it."""

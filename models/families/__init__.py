"""The families of rows, a file a topic: of each function the formula first, then unit, shadow price and rows."""

"""This process: its start, its stop, its memory, its time, and the copies of it that work side by side."""

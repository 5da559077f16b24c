"""Speed: generated instances, the same program by other means, and one command that prints the table of ratios.

    python3 dev.py run python -m benchmarks

Every figure is a ratio of two ways measured in turn; no test asserts a time.
"""

"""The command `plan`, as a script and as `python -m planner`: prepares the process before much is loaded."""

from planner.process import stop


def main() -> None:
    """Run the command."""
    stop.listen()  # first of all: whatever is loaded before that, Ctrl-C ends in a traceback of Python's own
    from planner.process import memory, start

    start.prepare()
    try:
        from planner.cli import main as command
    except Exception as fault:
        if memory.is_want_of_memory(fault):
            start.refuse("not enough memory")
        raise
    command()


if __name__ == "__main__":
    main()

"""The command `plan` as `python -m planner`."""

from planner.start import main

main()

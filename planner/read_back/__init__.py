"""What an output workbook states, read back from its cells: the plan, its duals, and which sheets still hold."""

"""The sheets of the plan, one function each from the report to a page."""

"""Writing files: workbooks, pages and tables, each replaced atomically."""

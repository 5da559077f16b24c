"""Random inputs that use every sheet, drawn by hypothesis, and changes that make their plans no worse, or no other."""

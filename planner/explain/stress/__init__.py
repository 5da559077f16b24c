"""What stops of the withholding country and losses do, prepared and by surprise, and the cheapest hedges."""

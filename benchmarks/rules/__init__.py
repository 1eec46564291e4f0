"""How long the rules take on a large roll, and how that grows."""

"""jingzhun itself, run as its users run it, and its matching alone, on the tables that the peers are given."""

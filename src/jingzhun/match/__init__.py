"""比对: which register rows are which members of the roll, how sure that is, and why."""

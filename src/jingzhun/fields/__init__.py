"""One file a kind of value, each offering the same verbs on one value and on a whole column."""

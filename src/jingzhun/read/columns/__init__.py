"""What the columns of a table mean: headers to fields, checked against the content; words are in data/columns.toml."""

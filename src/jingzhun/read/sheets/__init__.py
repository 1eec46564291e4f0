"""From a grid of cells to tables: regions, header, rows that are no data, merged cells, the account of every row."""

"""Tables of SQLite files and PostgreSQL servers, spooled once into a snapshot."""

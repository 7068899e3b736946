"""The shared license server: the rules' authority behind HTTP, over SQLite or PostgreSQL."""

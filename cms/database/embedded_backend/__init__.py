"""Django's PostgreSQL engine, that starts the embedded server when the first connection is asked for."""

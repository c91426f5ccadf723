"""The one database engine: PostgreSQL, one's own or the embedded one, with an owner and an app role."""

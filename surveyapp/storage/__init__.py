"""WHERE IT RESTS: all SQLModel tables, the engine, alembic migrations, one small module per
aggregate. May import exports and above."""

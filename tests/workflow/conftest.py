from tests.storage.stores import any_store, postgres_address, store

__all__ = ["any_store", "postgres_address", "store"]

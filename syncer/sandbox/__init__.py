"""Databases that we make ourselves, with the vendor's tables in them. Nothing here ever opens a store."""

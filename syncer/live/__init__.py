"""Rows <-> values. All SQL of the product is in this room."""

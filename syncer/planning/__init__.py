"""Catalog x snapshot x environment -> plan. Pure: no file, no database, no clock."""

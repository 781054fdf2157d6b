"""Registers edited in a spreadsheet: sent out as workbooks, taken back cell by cell."""

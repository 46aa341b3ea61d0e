"""Answers of fixed shape that a page or a search bar asks for, each made of a few questions."""

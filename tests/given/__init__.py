"""Inputs, programs and readings that the tests of several modules are given: a topic a file."""

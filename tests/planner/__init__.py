"""Tests of planner/, each in the place of what it tests."""

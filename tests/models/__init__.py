"""Tests of models/, each in the place of what it tests."""

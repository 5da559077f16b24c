"""Mutation testing: small changes to the code, each of which some test should notice.

python -m tests.mutation --sample 300 --seed 1 models
"""

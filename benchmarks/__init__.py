"""Speed against peers, measured in one run on generated data with a known truth: `make bench`.

Read the ratios, not the seconds; under two times is a tie. A peer that fails is shown as failing, one that wins as
winning. No test asserts a time.
"""

"""WHAT THE COMMUNITY FEELS: scoring items into indicators, series over waves. May import
inference and above."""

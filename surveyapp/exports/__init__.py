"""HOW OTHERS USE IT: files for other programs. May import reporting and above."""

"""THE STEPS: load, pure call, save, commit. The only place where storage meets the rooms
above."""

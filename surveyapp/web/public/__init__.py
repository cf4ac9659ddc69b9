"""What everybody may read: open surveys, published reports, their PDF and their numbers."""

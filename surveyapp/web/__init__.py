"""The Flask shell: resident pages, staff overview, published reports. Rules live elsewhere."""

"""What the practice city and its department are called, on every page and in every report."""

CITY_NAME = "Riverbend (simulated)"
DEPARTMENT_NAME = "Riverbend Police Department (simulated)"

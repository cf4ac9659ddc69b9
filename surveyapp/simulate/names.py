"""What the practice city and its department are called, everywhere, so that nobody mistakes them."""

CITY_NAME = "Riverbend (simulated)"
DEPARTMENT_NAME = "Riverbend Police Department (simulated)"

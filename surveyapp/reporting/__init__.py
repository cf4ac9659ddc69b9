"""HOW WE SAY IT: report values, wording, figures, HTML and PDF. May import disclosure and above;
WeasyPrint lives in pdf.py, Plotly in figures.py."""

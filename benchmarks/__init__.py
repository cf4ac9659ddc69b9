"""What is measured, how, and the last recorded figures (README.md).

Each benchmark is one command, works on data made from a fixed seed, asserts that its answers agree
with a peer's on the same numbers, and records its row in README.md with ``--record``.

The matrix library is held to one thread: CPU seconds are then what one core spends, and do not
count threads that wait for each other on a busy machine.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

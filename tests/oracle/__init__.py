"""Every case of a directory of reference answers put to the engine: python -m tests.oracle DIR.

Adapters only: a case's design and call become calls of public functions. A topic is one module of
tests.oracle.topics with a function `answer(case, sample)`; adding a module adds a topic.
"""

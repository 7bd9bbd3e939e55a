"""Knowledge graphs of inter-institution cooperation from Chinese text."""

__version__ = "0.1.0"

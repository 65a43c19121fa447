"""Rapport, a customer relationship management system: see ARCHITECTURE.md."""

__version__ = "0.1.0"

"""The pure parts of jobs: which failures are tried again, and when."""

from .retry import wait_before_retry

__all__ = ["wait_before_retry"]

"""
What Prometheus is told: how many requests were answered and how fast, by all serving processes.

Each process counts into files of its own in the folder that PROMETHEUS_MULTIPROC_DIR names, and
whoever is asked adds all of them up; without it, a process counts for itself. Routes are counted,
never paths: a path names somebody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
UNKNOWN = "none"  # what came to no route: a file, an address that is none of ours
_counted = CollectorRegistry()
_seconds = Histogram(
    "rapport_request_seconds",
    "Seconds from the first byte of a request to the last of its answer.",
    ("method", "route", "status"),
    buckets=BUCKETS,
    registry=_counted,
)
Gauges = Mapping[str, tuple[float, str]]  # name: value, and what it tells


def count(*, method: str, route: str | None, status: int, seconds: float) -> None:
    """Count an answered request; its status by the hundred."""
    _seconds.labels(method, route or UNKNOWN, f"{status // 100}xx").observe(seconds)


def told(gauges: Gauges) -> bytes:
    """Return all counts, and the gauges of this moment, as Prometheus reads them."""
    counted = _counted
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    now = CollectorRegistry()
    now.register(_Now(gauges))
    return generate_latest(counted) + generate_latest(now)


class _Now(Collector):
    """Gauges that were looked up for this one answer."""

    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (value, tells) in self._gauges.items():
            yield GaugeMetricFamily(f"rapport_{name}", tells, value=value)

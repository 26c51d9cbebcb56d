"""One look of Prometheus: the sums of all processes of this machine, then the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from practice_hub.health import ready
from practice_hub.monitoring import measures, slots
from practice_hub.monitoring.measures import Measure, Values

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4


def exposition(checks: Mapping[str, ready.Check], now: datetime) -> bytes:
    """Everything in Prometheus' text format; `checks` are those of /readyz."""
    registry = CollectorRegistry()
    if slots.own.hold():
        slots.tidy()
        MultiProcessCollector(registry, path=str(slots.folder()))
    is_there = checks[ready.DATABASE].status == ready.Status.OK
    rows = measures.measured(now, is_database_there=is_there)
    registry.register(_Once([*_checks(checks), *rows]))
    return generate_latest(registry)


class _Once(Collector):
    """What was found at this look."""

    def __init__(self, found: list[Measure]) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for each in self._found:
            family = GaugeMetricFamily(each.name, each.help, labels=each.labels)
            for labels, value in sorted(each.values.items()):
                family.add_metric(labels, value)
            yield family


def _checks(checks: Mapping[str, ready.Check]) -> Iterator[Measure]:
    """What is not known without the database is left out: that it is down is said once."""
    known = {name: one for name, one in checks.items() if one.status != ready.Status.UNKNOWN}
    is_ok: Values = {(name,): float(one.status == ready.Status.OK) for name, one in known.items()}
    yield Measure("practice_hub_check_ok", "1: the check of /readyz is ok", is_ok, ("check",))
    aged = {name: one for name, one in known.items() if one.limit_seconds is not None}
    ages: Values = {(name,): one.age_seconds or 0.0 for name, one in aged.items()}
    words = "Since a sign of life, or late"
    yield Measure("practice_hub_check_age_seconds", words, ages, ("check",))

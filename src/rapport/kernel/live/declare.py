"""
The register of topics: what a screen may subscribe to, and who may.

    @topic("record", N_("Changes of one record"))
    def record_channel(key, *, actor): ...

A topic's name is "kind:key". The probe turns the key, as the screen knows it, into the channel by
which the inside publishes, and refuses an actor who may not see what would come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapport.kernel.access.actor import Actor
from rapport.kernel.errors import N_, NotFound

Probe = Callable[..., str]


class UnknownTopic(NotFound):
    sentence = N_("There is no topic called {topic}.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of topic; `probe(key, actor=…)` returns the channel, or refuses."""

    name: str
    meaning: str
    probe: Probe
    resumes: bool  # what was missed can be told again after a break


_kinds: dict[str, Kind] = {}


def topic(name: str, meaning: str, *, resumes: bool = False) -> Callable[[Probe], Probe]:
    """Enter a probe into the register as the kind of topic of that name."""

    def enter(probe: Probe) -> Probe:
        known = _kinds.get(name)
        if known is not None and known.probe.__module__ != probe.__module__:
            raise RuntimeError(f"topic {name} is declared in {known.probe.__module__} too")
        _kinds[name] = Kind(name, meaning, probe, resumes)
        return probe

    return enter


def kinds() -> list[Kind]:
    """Return all kinds of topics, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def kind_of(topic_name: str) -> Kind:
    """Return the kind of a topic or channel. Refuses UnknownTopic."""
    try:
        return _kinds[topic_name.partition(":")[0]]
    except KeyError:
        raise UnknownTopic(topic=topic_name[:80]) from None


def channel_of(topic_name: str, *, actor: Actor) -> str:
    """
    Return the channel that the actor's topic stands for.

    Refuses   UnknownTopic, and whatever the kind's probe refuses.
    """
    channel = kind_of(topic_name).probe(topic_name.partition(":")[2], actor=actor)
    kind_of(channel)  # a channel's first word is a kind, too: it tells whether it resumes
    return channel

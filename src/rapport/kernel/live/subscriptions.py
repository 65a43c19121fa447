"""What one socket is subscribed to, and the permission for each of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db import Error as DatabaseError

from rapport.kernel.access.actor import NOBODY, Actor
from rapport.kernel.errors import N_, Invalid, Refusal, Unavailable
from rapport.kernel.live.declare import channel_of, kind_of
from rapport.kernel.live.hub import Hub, InThread, Subscriber, encoded, payload_of
from rapport.kernel.live.queries import news_since
from rapport.kernel.live.topics import record

MOST_TOPICS = 200
Refused = list[dict[str, str]]


class TooManyTopics(Invalid):
    sentence = N_("A screen can follow {limit} things at most.")


class Subscriptions:
    """The topics of one socket, by the names its screen knows."""

    def __init__(self, hub: Hub, subscriber: Subscriber, in_thread: InThread) -> None:
        self.actor: Actor = NOBODY
        self._hub, self._subscriber, self._in_thread = hub, subscriber, in_thread
        self._channels: dict[str, str] = {}  # topic: channel

    async def change(self, asked: dict[str, Any]) -> None:
        """Do what the client asked, and answer it."""
        self._drop(asked.get("unsubscribe", ()))
        wanted, since = asked.get("subscribe", []), asked.get("since")
        if not wanted:
            return
        try:
            granted, refused = await self._grant(wanted)
            answer = {"subscribed": list(granted), "refused": refused, "cursor": self._hub.cursor}
            self._subscriber.put(encoded(answer))
            if since:
                await self._resume(granted, since)
        except (Refusal, DatabaseError):
            busy = [{"topic": topic, "code": Unavailable.code} for topic in wanted]
            self._subscriber.put(encoded({"subscribed": [], "refused": busy}))

    async def probe_again(self, actor: Actor) -> None:
        """Take back what the actor may no longer see."""
        self.actor = actor
        _, refused = await self._in_thread(_probe, list(self._channels), actor)
        if refused:
            self._drop([refusal["topic"] for refusal in refused])
            self._subscriber.put(encoded({"subscribed": [], "refused": refused}))

    def end(self) -> None:
        self._hub.part(self._channels.values(), self._subscriber)

    async def _grant(self, wanted: list[str]) -> tuple[dict[str, str], Refused]:
        room = MOST_TOPICS - len(self._channels)
        granted, refused = await self._in_thread(_probe, wanted[:room], self.actor)
        refused += [{"topic": topic, "code": TooManyTopics.code} for topic in wanted[room:]]
        for topic, channel in granted.items():
            self._channels[topic] = channel
            self._hub.join(channel, topic, self._subscriber)
        return granted, refused

    async def _resume(self, granted: dict[str, str], since: str) -> None:
        """Tell what was missed since the cursor; let the screens read anew what nobody kept."""
        news = await self._in_thread(news_since, since)
        lost = [topic for topic in granted if news.told is None or not kind_of(topic).resumes]
        if lost:
            self._subscriber.put(encoded({"resync": lost}))
        names = {channel: topic for topic, channel in granted.items() if topic not in lost}
        for told in news.told or ():
            topic = names.get(record(told.entity, told.row_id))
            if topic is not None:
                message = {"topic": topic, "payload": payload_of(told), "cursor": news.cursor}
                self._subscriber.put(encoded(message))

    def _drop(self, topics: Iterable[str]) -> None:
        channels = [self._channels.pop(topic) for topic in topics if topic in self._channels]
        self._hub.leave(channels, self._subscriber)


def understood(text: str | None) -> dict[str, Any] | None:
    """Return the client's message; None when it is not one of ours."""
    try:
        asked = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        return None
    if not isinstance(asked, dict) or not isinstance(asked.get("since", ""), str):
        return None
    lists = [asked.get("subscribe", []), asked.get("unsubscribe", [])]
    are_names = all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists
    )
    return asked if are_names else None


def _probe(topics: list[str], actor: Actor) -> tuple[dict[str, str], Refused]:
    """Return the channels of the topics the actor may have, and why not the others."""
    granted: dict[str, str] = {}
    refused: Refused = []
    for topic in topics:
        try:
            granted[topic] = channel_of(topic, actor=actor)
        except Refusal as refusal:
            refused.append({"topic": topic, "code": refusal.code})
    return granted, refused

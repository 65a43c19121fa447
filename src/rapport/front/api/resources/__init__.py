"""Resources of the interface that no room below the fronts can give."""

from ninja import Router

from . import changes, me, tokens

ROUTERS: dict[str, Router] = {
    "changes": changes.router,
    "me": me.router,
    "tokens": tokens.router,
}

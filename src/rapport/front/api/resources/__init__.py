"""Resources of the interface that no room below the fronts can give."""

from ninja import Router

from . import bulk_jobs, changes, exports, me, tokens, views

ROUTERS: dict[str, Router] = {
    "bulk-jobs": bulk_jobs.router,
    "changes": changes.router,
    "exports": exports.router,
    "me": me.router,
    "tokens": tokens.router,
    "views": views.router,
}

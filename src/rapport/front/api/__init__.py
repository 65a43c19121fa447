"""
The programming interface: /api/v1, described by OpenAPI 3.1.

Owns     the assembly of all rooms' routers, the reading routes of every entity, tokens and changes
         as resources, how often each caller called in this minute.
Words    resource, page, problem document, Idempotency-Key, ETag, scope, quota, cursor of changes.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

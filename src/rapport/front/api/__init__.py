"""
The programming interface: /api/v1, described by OpenAPI 3.1.

Owns     the assembly of all rooms' routers and the reading routes of every entity.
Words    resource, page, problem document, Idempotency-Key, ETag.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

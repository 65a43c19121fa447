"""
The programming interface: /api/v1, described by OpenAPI 3.1.

Owns     the assembly of all rooms' routers, the reading routes of every entity; tokens, views,
         exports and changes as resources; jobs of many lines; how often each caller called.
Words    resource, page, problem document, Idempotency-Key, ETag, scope, quota, cursor of changes,
         bulk job, line.
Tells    BulkJobAsked, BulkJobEnded.
Listens  to its own asked jobs, to hand them to a worker.
Asks     nothing.
"""

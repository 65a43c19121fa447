"""
What every door needs: who asks and when, refusals put into words, paging, versions.

Owns     the middleware, problem documents, cursors, ETags; the server that carries it all.
Words    door, problem, cursor, If-Match.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

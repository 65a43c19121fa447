"""
The list engine: every list, count, sum, group, search and export is read here.

Owns     saved views; the one builder of reading SQL (scope, filter, keyset).
Words    Listing, Page, view, column, total.
Tells    ViewSaved, ViewDeleted.
Listens  to nothing.
Asks     nothing.
"""

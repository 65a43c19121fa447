"""
One typed filter tree behind list filters, saved views, exports, segments and rules.

Owns     the tree, its JSON form, its SQL, its sentence.
Words    Node, All, Any, Not, Test, Some, operator.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

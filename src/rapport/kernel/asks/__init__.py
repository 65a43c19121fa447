"""
Questions put upward, and requests for an act above: how a room talks to those that stand on it.

Owns     the register of questions and answerers; requests and their outcomes.
Words    question, answer, NotOffered, request, outcome.
Tells    ActRequested.
Listens  to nothing.
Asks     nothing.
"""

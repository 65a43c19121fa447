"""
Questions put upward, and requests for an act above: how a room talks to those that stand on it.

Owns     the registers of questions and acts, and who answers and performs; requests, outcomes.
Words    question, answer, NotOffered, act, request, outcome, lapsed.
Tells    ActRequested, RequestEnded.
Listens  to its own ActRequested, for whoever performs the act.
Asks     nothing.
"""

"""
The languages of the house and its words: one term for one thing, in three languages.

Owns     languages, the glossary, how amounts are shown and read, the catalogues of translations.
Words    Language, Term, catalogue, part (one room's translations), kept (a text left as it is).
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""

"""
Who the firm deals with: people, organisations, households.

Owns     parties, their names, contact points, addresses, relations, external ids, tags, notes,
         owner, team, unit and territory; customer numbers; hints at duplicates; search of parties.
Words    party (on screens: customer), person, organisation, household, contact point, relation.
Tells    customer created, changed, deleted, restored, assigned, tagged; contact point, address,
         relation and note added, changed, removed; customers reassigned, imported.
Listens  to nothing.
Asks     nothing.
"""

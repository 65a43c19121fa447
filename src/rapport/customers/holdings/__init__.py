"""
What a customer has with the firm: accounts, cards, contracts, meters, policies, vehicles.

Owns     kinds with their own fields, holdings, dated roles in them, figures with as-of and source,
         the feeds that brought them.
Words    Kind, Holding, Role, Figure, Side, age, late.
Tells    KindCreated, KindChanged, HoldingRecorded, HoldingChanged, HoldingEnded, FiguresSet,
         RoleAssigned, RoleEnded, FiguresFed, FeedUndone.
Listens  to nothing.
Asks     nothing.
"""

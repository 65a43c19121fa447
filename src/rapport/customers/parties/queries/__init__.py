"""What other rooms and the screens may read of parties."""

from .card import customer_card as customer_card
from .duplicates import Likenesses as Likenesses
from .duplicates import duplicates_like as duplicates_like
from .external_ids import known_by_external_ids as known_by_external_ids
from .keys import names_of as names_of
from .keys import note_texts as note_texts
from .keys import part_id as part_id
from .keys import parties_reached_at as parties_reached_at
from .keys import party_of as party_of
from .keys import seen_party_id as seen_party_id
from .search import FoundCustomer as FoundCustomer
from .search import best_customers as best_customers

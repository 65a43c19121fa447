"""Tokens of names and of what is typed; pure, so that imports and tests make them alike."""

from rapport.kernel.search.pure.asked import Query as Query
from rapport.kernel.search.pure.asked import QueryKind as QueryKind
from rapport.kernel.search.pure.asked import as_one_word as as_one_word
from rapport.kernel.search.pure.asked import finds as finds
from rapport.kernel.search.pure.asked import query_tokens as query_tokens
from rapport.kernel.search.pure.folding import fold as fold
from rapport.kernel.search.pure.folding import syllables as syllables
from rapport.kernel.search.pure.tokens import email_key as email_key
from rapport.kernel.search.pure.tokens import phone_key as phone_key
from rapport.kernel.search.pure.tokens import tokens_of as tokens_of

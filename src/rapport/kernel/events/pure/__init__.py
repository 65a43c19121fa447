"""The pure parts of events: their JSON, their schemas, how long to wait before trying again."""

from .backoff import Backoff
from .encoding import Codec, NotEncodable, codec_of, reader_of, to_json
from .schemas import breaks, schema_of

__all__ = [
    "Backoff",
    "Codec",
    "NotEncodable",
    "breaks",
    "codec_of",
    "reader_of",
    "schema_of",
    "to_json",
]

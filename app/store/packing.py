"""Values as one small column: canonical JSON, compressed by zstd. Any zstd program reads it: there is no dictionary.

What people write is kept twice, as values and in words; side by side in one column the second costs next to nothing.
"""

import orjson
import zstandard
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from app.store.base import dumps

LEVEL = 3
LONGEST = 64 * 1024 * 1024  # bytes of JSON; what claims to be longer was not written by us


class Packed(TypeDecorator[object]):
    """A JSON value in a column of bytes. Reading raises ValueError where the bytes are not what `pack` makes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Values in; None stays no value."""
        return None if value is None else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> object:  # noqa: ARG002 - SQLAlchemy's signature
        """Values out."""
        return None if value is None else orjson.loads(unpack(value))


def pack(value: object) -> bytes:
    """A value as canonical JSON, compressed."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(dumps(value).encode())


def unpack(packed: bytes) -> bytes:
    """The canonical JSON that was packed. Raises ValueError where these bytes are not of our making."""
    try:
        if zstandard.frame_content_size(packed) > LONGEST:
            raise ValueError("packed content claims to be longer than any that is written")
        return zstandard.ZstdDecompressor().decompress(packed, max_output_size=LONGEST)
    except zstandard.ZstdError as fault:
        raise ValueError("packed content cannot be unpacked") from fault

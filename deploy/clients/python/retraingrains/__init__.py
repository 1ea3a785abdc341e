"""A client of RetrainGrains: RetrainClient calls the server, RetrainModel is one model for pandas."""
from __future__ import annotations

from typing import TYPE_CHECKING

from .client import RetrainClient
from .errors import RetrainError

if TYPE_CHECKING:
    from .model import RetrainModel, schema_of

__all__ = ["RetrainClient", "RetrainError", "RetrainModel", "schema_of"]


def __getattr__(name: str) -> object:
    """Loads what needs pandas only when it is asked for."""
    if name not in ("RetrainModel", "schema_of"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from . import model
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "pandas"):
            raise
        raise ImportError(f"{name} needs {error.name}: pip install 'retraingrains[pandas]'", name=error.name) from error
    return getattr(model, name)

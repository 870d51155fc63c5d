"""What all models of a definition have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class DefinitionModel(BaseModel):
    """A part of a definition: immutable, and it refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

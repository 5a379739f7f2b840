"""The session type for those who pass one on without knowing SQL."""

from __future__ import annotations

from sqlmodel import Session

__all__ = ["Session"]

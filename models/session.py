"""The session type, and the database's own trouble, for those who pass a session on without knowing SQL."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError as Unavailable
from sqlmodel import Session

__all__ = ["Session", "Unavailable"]

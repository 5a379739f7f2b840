"""Calendars in the format of RFC 5545 (`.ics`). Only this folder knows it."""

"""Arrivals and departures in the calendar program a person already uses (iCalendar, RFC 5545)."""

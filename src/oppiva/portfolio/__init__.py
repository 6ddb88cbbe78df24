"""Programmes, pilots, partners, learning goals and context events."""

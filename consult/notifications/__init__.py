"""Turns events into mails; called by nobody."""

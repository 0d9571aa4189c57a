"""Who has spoken and who has not: by channel, area and organisation, with support, and nothing told of a few."""

"""The edge every feature shares: database habits, access, problems, rendering, time, mail transport."""

"""What authors say to the answers they got, and which are disputed."""

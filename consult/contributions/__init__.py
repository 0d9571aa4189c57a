"""What people put in, where it points, and where those words are now."""

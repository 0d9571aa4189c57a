"""An invented borough, replayed through the same services people use, so that each page has something true to show."""

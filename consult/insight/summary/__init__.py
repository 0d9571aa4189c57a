"""The cited summary: written by people, each claim with its references, and proof of what it leaves out."""

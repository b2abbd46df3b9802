"""Records of township judicial offices, checked and published.

load → check → derive → render → publish
"""

__version__ = "0.1.0"

"""What may be said of figures: errors, reliability, and the few statements that are likely true.

Pure: arrays and frozen dataclasses in and out. Nothing here knows the application.
"""

"""Nine statements of officers on the talk after a profile: asked, locked, and counted once."""

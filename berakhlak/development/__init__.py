"""From a profile to a habit: the steps that an officer picks, and the talk about them."""

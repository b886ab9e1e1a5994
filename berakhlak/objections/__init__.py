"""What an officer answers to a profile: read, a reply, or an objection with its two terms."""

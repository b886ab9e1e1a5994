"""Signing in through a provider of the agency or the nation, by OpenID Connect: see 0211."""

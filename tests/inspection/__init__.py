"""Each defect is planted in a sound installation, and must be found."""

from datetime import date

# Settings with which production starts.
SAFE = {
    "environment": "production",
    "secret_key": "r" * 40,
    "secure_cookies": True,
    "public_url": "https://360.sukamaju.go.id",
    "security_contact": "mailto:keamanan@sukamaju.go.id",
    "security_contact_until": date.max,
    "trusted_proxies": 1,
    "second_factor_required": True,
}

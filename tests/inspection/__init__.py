"""Each defect is planted in a sound installation, and must be found."""

# Settings with which production starts.
SAFE = {
    "environment": "production",
    "secret_key": "r" * 40,
    "secure_cookies": True,
    "public_url": "https://360.sukamaju.go.id",
    "trusted_proxies": 1,
    "second_factor_required": True,
}

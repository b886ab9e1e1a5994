"""Commands for operators: `flask --app berakhlak …`, or `berakhlak …`."""

"""What the tests stand on: servers of their own, a page client, a browser, a closed network."""

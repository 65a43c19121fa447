"""Settings, addresses and the application that serves them; the only place that knows all rooms."""

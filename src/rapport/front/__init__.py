"""The doors: screens, the programming interface, the command line and the demo firm."""

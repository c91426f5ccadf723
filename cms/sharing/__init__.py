"""The face for readers outside who were sent a link to one version."""

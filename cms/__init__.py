"""The site that articles and reviews make together: settings, servers and the faces for people and machines."""

"""The site that articles and reviews make together: settings, servers, faces for people and machines."""

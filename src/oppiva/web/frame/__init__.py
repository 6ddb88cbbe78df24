"""What stands round every page: masthead, languages, error pages, the tags that all templates use."""

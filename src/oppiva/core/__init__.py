"""What every app needs and nothing else: history with reasons, workflow, languages, personal data."""

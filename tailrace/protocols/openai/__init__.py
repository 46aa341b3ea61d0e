"""OpenAI's chat completions, as OpenAI and the many that follow it speak it."""

"""tailrace shows a team every LLM API call it makes: gateway, logs, traces, metrics, cost."""

__version__ = "0.1.0"

"""What the gateway knows of providers: how to reach them, what they list, how they speak."""

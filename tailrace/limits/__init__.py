"""Who has used how much: rates and budgets, reserved before a call and settled after it."""

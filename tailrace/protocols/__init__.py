"""The vendors' wire formats for chat: each is read into one value, and written from it. Pure."""

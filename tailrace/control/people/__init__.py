"""The people of an installation: who they are, how they prove it, and their signed-in browsers."""

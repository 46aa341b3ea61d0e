"""Builds everything, once: settings in, one frozen value out; whole, or as gateway and core apart."""

"""Builds everything, once: settings in, one frozen value out; whole, or gateway and core apart."""

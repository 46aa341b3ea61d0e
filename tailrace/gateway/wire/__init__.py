"""HTTP as the gateway meets it: reading requests, sending answers, which headers go where."""

"""One call on its way: asked, tried at its targets, answered, recorded."""

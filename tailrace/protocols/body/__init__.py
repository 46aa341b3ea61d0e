"""What the bodies of several formats share: fields with their paths, media and vendors' seals."""

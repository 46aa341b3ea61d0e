"""What requests and answers say, whoever's dialect they are in: the same few facts of each."""

"""Where a programme begins: what its author is asked first, and the draft that is written from the answers."""

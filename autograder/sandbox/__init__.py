"""Student code behind a wall: a Jupyter kernel inside bubblewrap, and the limits it runs under."""

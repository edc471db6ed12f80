"""One file, one lawful way to choose. ``selection.method`` says what a file declares."""

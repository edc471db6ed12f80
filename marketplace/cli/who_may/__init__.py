"""Which permission moves which object, and in which states: the policy page and the lifecycles side by side.

Neither knows the other. Here each permission is put to the object it is asked about, with the step of the lifecycle it
takes or the states in which it is possible without one. `page` prints it; a test finds what is missing, another calls
each cell over HTTP.
"""

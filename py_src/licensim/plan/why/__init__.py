"""The explanation of a figure: the stretch of time that decides it, its clients, the stretch as a trace."""

"""Why a figure is what it is: the stretch of time behind it, who was there, and that stretch as a trace."""

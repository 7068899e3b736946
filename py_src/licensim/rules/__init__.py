"""The license rules: (state, event, now) to answer, touching no clock, file, network or page."""

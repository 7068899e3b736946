"""Structured logs: one JSON object a line on standard error, or plain words on a terminal."""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

import structlog

LEVELS: Final = ("debug", "info", "warning", "error")


def set_up(level: str) -> None:
    """Make structlog and the loggers of our libraries write events of this level and above."""
    number = getattr(logging, level.upper())
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    terminal = sys.stderr.isatty()
    last = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    tracebacks = [] if terminal else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*steps, *tracebacks, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    rendering = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tracebacks, last]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=rendering, foreign_pre_chain=steps))
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)

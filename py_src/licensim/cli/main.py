"""The command line: `licensim COMMAND`.

Exit 0; 1 for an error of a file or the machine, with one line; 2 for malformed input, with a line for each
fault, `FILE:LINE: path: what`; 130 when interrupted. Each command is a module of its own, and only the module
of the given command is imported.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from licensim import __version__

EDITIONS: Final = ("js-9", "js-9.6", "js-10.2.10")
REPORTS: Final = ("slot", "immediate")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="licensim", description="Simulates license rules.")
    parser.add_argument("--version", action="version", version=f"licensim {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (text, arguments) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.set_defaults(module=f"licensim.cli.{name}")
        arguments(command)
    return parser


def _tenants(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--tenant-suffix",
        action="append",
        default=[],
        metavar="SUFFIX",
        help="each subdomain of it is a site of its own, as with force.com (DOM-2); may be repeated",
    )


def _replay(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "trace", nargs="?", default="-", metavar="TRACE", help="JSON lines; - for standard input"
    )
    command.add_argument("--license", required=True, metavar="FILE", help="the license document")
    command.add_argument("--answers", metavar="FILE", help="an answer for each line; - for standard output")
    command.add_argument("--summary", metavar="FILE", help="the summary as JSON; - for standard output")
    command.add_argument("--reports", choices=REPORTS, help="when usage is reported (NET-4)")
    command.add_argument("--edition", choices=EDITIONS, help="the edition of clients that name none")
    _tenants(command)


def _compare(command: argparse.ArgumentParser) -> None:
    command.add_argument("trace", metavar="TRACE", help="JSON lines; - for standard input")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.add_argument("--prices", metavar="PRICES", help="your prices: adds what each option costs")
    _tenants(command)


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "term",
        nargs="?",
        metavar="RULE|OPTION|PRODUCT|NUMBER|REASON|LINE",
        help="SCAN-3, per_page, web_twain, 120 ...; without one, all that can be explained",
    )
    command.add_argument("--trace", metavar="TRACE", help="explain the answer to line LINE; with --license")
    command.add_argument("--license", metavar="FILE", help="the license document")
    command.add_argument("--reports", choices=REPORTS, help="when usage is reported (NET-4)")
    command.add_argument("--edition", choices=EDITIONS, help="the edition of clients that name none")
    _tenants(command)


def _new(command: argparse.ArgumentParser) -> None:
    command.add_argument("option", metavar="OPTION", help="a license option; `licensim explain` lists them")
    command.add_argument("--quota", type=_whole, metavar="N", help="how much is bought")
    command.add_argument(
        "--period", metavar="PERIOD", help="how long a seat lasts: daily, monthly, quarterly"
    )
    command.add_argument("--deployment", metavar="NAME", help="the deployment that the item serves")
    command.add_argument("--domain", metavar="HOST", help="the licensed domain")
    command.add_argument("--product", metavar="NAME", help="the product that the item serves; default: all")
    command.add_argument("--trial", action="store_true", help="a trial (ITEM-8)")
    command.add_argument("--key", default="KEY-1", help="the key of the project, default KEY-1")
    command.add_argument("--starts", metavar="DATE", help="the first day, default today, in UTC")
    command.add_argument("--expires", metavar="DATE", help="the day after the last, default a year later")


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("license", metavar="LICENSE", help="a license document; - for standard input")
    _tenants(command)


def _schema(command: argparse.ArgumentParser) -> None:
    command.add_argument("of", choices=("license", "trace", "plan", "prices"))


def _plan(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="+", metavar="PATH", help="files, folders or patterns of logs or traces"
    )
    command.add_argument(
        "--format", choices=("jsonl", "csv", "parquet", "trace"), help="default: by the files' names"
    )
    command.add_argument("--map", metavar="FIELD=COLUMN,...", help="client=device_id+origin,time=@timestamp")
    command.add_argument("--preset", choices=("otlp", "segment"), help="logs of a documented format")
    command.add_argument("--product", choices=("barcode_reader", "web_twain", "label_recognizer"))
    command.add_argument("--prices", metavar="FILE", help="your prices, see `licensim schema prices`")
    command.add_argument(
        "--growth", type=float, default=0.0, metavar="SHARE", help="how much traffic grows, 0.2 for 20 %%"
    )
    command.add_argument(
        "--identity-loss",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="how many clients lose their storage",
    )
    command.add_argument(
        "--forget", default="3000", metavar="MS,...", help="duplicateForgetTime; several to compare"
    )
    command.add_argument("--edition", choices=EDITIONS, default=EDITIONS[0], help="for the recommendation")
    command.add_argument("--from", dest="from_", metavar="TIME", help="ISO 8601, or milliseconds; included")
    command.add_argument("--to", metavar="TIME", help="the same; not included")
    command.add_argument("--where", metavar="SQL", help="a condition on the columns: \"env = 'production'\"")
    command.add_argument(
        "--rows", choices=("sightings", "accepted"), default="sightings", help="what a row is"
    )
    command.add_argument(
        "--max-bad", type=float, default=5.0, metavar="PERCENT", help="largest share of rows to leave out"
    )
    command.add_argument(
        "--engine",
        default="duckdb",
        metavar="ENGINE",
        help="duckdb; or Spark: local[N], spark://HOST:PORT, sc://HOST:PORT",
    )
    command.add_argument("--memory", metavar="SIZE", help="the engine's limit, such as 2GB")
    command.add_argument("--report", metavar="FILE", help="the report as one HTML file")
    command.add_argument("--summary", metavar="FILE", help="the summary as JSON; - for standard output")
    command.add_argument("--against", metavar="SUMMARY", help="compare with the summary of another plan")
    command.add_argument("--why", metavar="ITEM", help="explain a figure: per_client_device/browser/daily")
    command.add_argument(
        "--trace", metavar="FILE", help="with --why: that stretch of time as a trace for replay"
    )
    command.add_argument(
        "--explain", action="store_true", help="print the SQL statements instead of running them"
    )
    _tenants(command)


def _profiles(command: argparse.ArgumentParser) -> None:
    command.add_argument("names", nargs="*", metavar="NAME", help="one to show, or two to compare")


def _data(command: argparse.ArgumentParser) -> None:
    command.add_argument("--database", metavar="URL", help="sqlite:///FILE or postgresql://USER@HOST/NAME")
    command.add_argument("--data", metavar="FOLDER", help="where SQLite's file and the signing keys are kept")


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--license", metavar="FILE", help="the license document; default: the demo license")
    _data(command)
    command.add_argument(
        "--fresh", action="store_true", help="delete all records first; default: go on from them"
    )
    command.add_argument("--host", default="127.0.0.1", help="the address to bind to")
    command.add_argument("--port", type=int, help="the port to bind to, default 8765; 0 for any free one")
    command.add_argument("--workers", type=int, default=1, metavar="N", help="how many processes serve")
    command.add_argument(
        "--distributed",
        action="store_true",
        help="the database keeps each project on one node: no transaction spans two projects",
    )
    command.add_argument(
        "--token", default=os.environ.get("LICENSIM_TOKEN"), help="token for /sim/; default: a new one"
    )
    command.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a further name of this server"
    )
    command.add_argument("--rotate-keys", action="store_true", help="sign with a new key from now on")
    command.add_argument(
        "--journal", type=int, default=1000, metavar="N", help="decisions kept for /sim/journal; 0 for none"
    )
    command.add_argument("--log-level", choices=("debug", "info", "warning", "error"), default="info")
    _tenants(command)


def _scanner(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=int, help="the port to bind to, default 8766; 0 for any free one")
    command.add_argument("--pages", type=_count, default=3, metavar="N", help="sheets in the feeder")
    command.add_argument("--seconds", type=_seconds, default=0.5, metavar="S", help="how long a page takes")
    command.add_argument("--formats", choices=("jpeg", "pdf", "both"), default="both", help="what to offer")
    command.add_argument("--busy", action="store_true", help="refuse every job, as if another one ran")
    command.add_argument(
        "--jam",
        type=_count,
        nargs="?",
        const=2,
        metavar="PAGE",
        help="jam at this page of every job, default 2",
    )


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        raise argparse.ArgumentTypeError(f"{text[:40]}: a whole number was expected")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 10_000:
        raise argparse.ArgumentTypeError(f"{text}: a whole number from 0 to 10000 was expected")
    return int(text)


def _seconds(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= 60:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text}: a number from 0 to 60 was expected")


COMMANDS: Final[dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]] = {
    "replay": ("replay a recorded session under a license", _replay),
    "compare": ("compare what a session would use under each option and edition", _compare),
    "explain": (
        "explain a rule, an option, a product, a number, a reason, or the answer to a line of a trace",
        _explain,
    ),
    "new": ("write a license document of one option, to be edited", _new),
    "check": ("name all faults of a license document, or say what it grants", _check),
    "plan": ("plan which license to buy, and how much of it, from logs of production", _plan),
    "schema": ("print the JSON Schema of a license document, a trace line, a plan or a price file", _schema),
    "profiles": ("show the profiles and editions, or compare two", _profiles),
    "serve": ("serve a shared license, and the built site", _serve),
    "reset": ("delete the records of a license server", _data),
    "scanner": ("simulate a scanner that speaks eSCL on this machine", _scanner),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    try:
        options = build_parser().parse_args(_with_number(sys.argv[1:] if arguments is None else arguments))
        if getattr(options, "tenant_suffix", ()) and not _add_tenants(options.tenant_suffix):
            return 2
        code: int = import_module(options.module).run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of the output has closed it. Python would report it again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"licensim: {name}{error.strerror or error}\n")
        return 1
    return code


def _add_tenants(suffixes: Sequence[str]) -> bool:
    """Extend the tenant overlay; False if a suffix is invalid: the faults are printed."""
    hosts, site, fault = (
        import_module(f"licensim.{one}") for one in ("hosts", "rules.origins.site", "rules.input.fault")
    )
    try:
        site.add_tenants(suffixes, hosts.ascii_host, "--tenant-suffix")
    except fault.Malformed as error:
        sys.stderr.writelines(f"licensim: {one.path}: {one.what}\n" for one in error.faults)
        return False
    return True


def _with_number(arguments: Sequence[str]) -> list[str]:
    """Return the arguments so that argparse does not take the number of `explain -20008` for an option."""
    found = list(arguments)
    if found[:1] == ["explain"] and len(found) == 2 and found[1][1:].isdigit():
        found.insert(1, "--")
    return found

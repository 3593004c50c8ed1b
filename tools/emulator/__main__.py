"""Command line of the emulator: `python3 -m emulator --help`."""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import re
import sys
from collections.abc import Sequence

from . import environment, gaps

MISSING_REQUIREMENT = 3


def _loopback(value: str) -> str:
    if value == "localhost":
        return "127.0.0.1"
    try:
        if ipaddress.ip_address(value).is_loopback:
            return value
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(
        f"{value!r} is not a loopback address; the emulator has no authentication, "
        "so it listens on 127.0.0.0/8, ::1 or localhost only"
    )


def _port(value: str) -> int:
    if re.fullmatch(r"\d{1,5}", value) and int(value) <= 65535:
        return int(value)
    raise argparse.ArgumentTypeError(f"{value!r} is not a port; allowed are 0 (any free port) to 65535")


def _account(value: str) -> str:
    if re.fullmatch(r"[0-9]{12}", value):
        return value
    raise argparse.ArgumentTypeError(f"{value!r} is not an AWS account number; it has exactly 12 digits")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m emulator",
        description="A local AWS emulator for Terraform. Prints a line of JSON when it accepts connections.",
    )
    parser.add_argument(
        "--host", type=_loopback, default="127.0.0.1", help="loopback address (default: %(default)s)"
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="TCP port, 0 for any free one (default: %(default)s)"
    )
    parser.add_argument(
        "--account",
        type=_account,
        default="123456789012",
        help="12-digit account number (default: %(default)s)",
    )
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when standard input is closed")
    parser.add_argument("--log", metavar="FILE", help="append every request and error to this file")
    parser.add_argument("--gaps", action="store_true", help="print what the emulator cannot show, and end")
    parser.add_argument("--json", action="store_true", help="with --gaps: as JSON")
    return parser


def _print_gaps(*, as_json: bool) -> None:
    known = gaps.load()
    try:
        print(json.dumps([gap.as_dict() for gap in known], indent=2) if as_json else gaps.render(known))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has enough; keep the interpreter from writing the rest when it ends.
        sys.stdout = open(os.devnull, "w")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the return value is the process's exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.json and not options.gaps:
        parser.error("--json belongs to --gaps")
    if options.gaps:
        _print_gaps(as_json=options.json)
        return 0
    try:
        version = environment.require_moto()
    except environment.MissingRequirement as error:
        print(error, file=sys.stderr)
        return MISSING_REQUIREMENT
    environment.prepare(options.account)

    # moto reads its settings while it is imported, so what imports it comes after them.
    from . import application, server

    try:
        application.configure_logging(options.log)
    except OSError as error:
        print(f"emulator: cannot write the log file {options.log}: {error.strerror}", file=sys.stderr)
        return 1
    try:
        server.serve(
            server.create(options.account, version),
            options.host,
            options.port,
            exit_with_stdin=options.exit_with_stdin,
        )
    except OSError as error:
        print(
            f"emulator: cannot listen on {options.host}:{options.port}: {error.strerror or error}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

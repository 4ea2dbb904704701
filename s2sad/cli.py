"""The command line: ``s2sad dump | check | rules | explain``.

Exit codes: 0 fine, 1 a derivative is wrong, 2 refused or bad usage (with a message on stderr).
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from s2sad.errors import FINE, REFUSED, WRONG, S2sadError, TransformError, VerificationError
from s2sad.paths import split_paths
from s2sad.request import FORMS
from s2sad.version import VERSION

__all__ = ["main"]

STAGES = ("core", "facts", "derived", "tidied", "source")
WRT = "what to differentiate in: a name, a path such as params['w'], or several with commas"
TARGET = "FILE.py:NAME or package.module:NAME"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and say how it went."""
    options = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except VerificationError as error:
        print(error)
        return WRONG
    except (S2sadError, ValueError) as error:
        print(_message(error), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
        return FINE
    except Exception:  # raised by the user's function, or a fault of s2sad: no wrong derivative
        traceback.print_exc()
        return REFUSED


def _message(error: Exception) -> str:
    return f"s2sad: {'refused: ' if isinstance(error, TransformError) else ''}{error}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="s2sad", description="Source-to-source automatic differentiation of Python and NumPy."
    )
    parser.add_argument("--version", action="version", version=f"s2sad {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_dump(commands)
    _add_check(commands)
    _add_rules(commands)
    _add_explain(commands)
    return parser


def _add_dump(commands: Any) -> None:
    command = commands.add_parser("dump", help="print the source of a derivative")
    _add_target(command)
    command.add_argument("--form", choices=FORMS, help="default: derivative forward, grad in reverse")
    command.add_argument("-o", "--output", metavar="FILE", help="write there instead of to the standard output")
    command.add_argument("--stage", choices=STAGES, default="source", help="what stands after a stage of the way")
    command.set_defaults(run=dump)


def _add_check(commands: Any) -> None:
    command = commands.add_parser("check", help="compare derivatives with differences at a point")
    command.add_argument("target", metavar="TARGET", help=TARGET)
    command.add_argument("--wrt", metavar="NAMES", help=WRT)
    command.add_argument("--at", required=True, metavar="VALUES", help='the point, such as "d=np.ones(21), xs=0.3"')
    command.set_defaults(run=check)


def _add_rules(commands: Any) -> None:
    command = commands.add_parser("rules", help="list what has a derivative")
    command.add_argument("pattern", nargs="?", default="*", help="such as 'numpy.linalg.*' or 'exp'")
    command.add_argument(
        "--coverage", action="store_true", help="what of NumPy and SciPy has a derivative, and why not"
    )
    command.set_defaults(run=rules)


def _add_explain(commands: Any) -> None:
    command = commands.add_parser("explain", help="say what is active, what is on the tape, and why")
    _add_target(command)
    command.set_defaults(run=explain, form=None)


def _add_target(command: argparse.ArgumentParser) -> None:
    command.add_argument("targets", metavar="TARGET", nargs="+", help=f"{TARGET}; several are one report of problems")
    command.add_argument("--wrt", metavar="NAMES", help=WRT)
    command.add_argument("--mode", choices=("forward", "reverse"))
    command.add_argument("--args", metavar="TYPES", help='what the arguments are, such as "d: f8[21], xs: float"')


def dump(options: argparse.Namespace) -> int:
    def text_of(derivative: Any) -> str:
        if options.stage == "source":
            return str(derivative.standalone(options.args))
        return str(derivative.stage(options.stage, options.args))

    texts = _of_each(options, text_of)
    text = "\n\n".join(texts)
    if options.output:
        Path(options.output).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    return FINE


def _of_each(options: argparse.Namespace, text_of: Callable[[Any], str]) -> list[str]:
    """The text of each target, or one error with the problems of all of them."""
    from s2sad.errors import SourceError, refusal

    texts, problems = [], []
    for target in options.targets:
        try:
            texts.append(text_of(_derivative(options, target)))
        except SourceError:
            raise
        except TransformError as error:
            if len(options.targets) == 1:
                raise
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise refusal(problems)
    return texts


def _derivative(options: argparse.Namespace, target: str) -> Any:
    from s2sad.api import form_for
    from s2sad.derivative import Derivative
    from s2sad.source.locate import locate

    return Derivative(locate(target), _wrt(options.wrt), form_for(options.mode, options.form))


def _wrt(text: str | None) -> str | int | tuple[str | int, ...] | None:
    """One name or path is bare; a comma makes a tuple, also of one."""
    if text is None:
        return None
    names = tuple(map(_name_or_position, split_paths(text)))
    return names if len(names) > 1 or text.rstrip().endswith(",") else (names or ("",))[0]


def _name_or_position(text: str) -> str | int:
    return int(text) if text.lstrip("-").isdigit() else text


def check(options: argparse.Namespace) -> int:
    from s2sad.source.locate import locate
    from s2sad.verify import check_derivative

    function = locate(options.target)
    report = check_derivative(function, wrt=_wrt(options.wrt), **_values(options.at, function))
    print(report)
    return FINE


def _values(text: str, function: Any) -> dict[str, Any]:
    """Evaluate ``name=value, ...`` where the function's own globals, np and math are known."""
    import math

    import numpy as np

    names = {"np": np, "numpy": np, "math": math, **getattr(function, "__globals__", {})}
    try:
        return dict(eval(f"dict({text})", {**names, "dict": dict}))  # the user's own command line
    except Exception as error:
        raise ValueError(f"--at {text!r} cannot be evaluated: {type(error).__name__}: {error}") from None


def rules(options: argparse.Namespace) -> int:
    from s2sad.calculus import registry
    from s2sad.errors import TargetError, nearest

    if options.coverage:
        from s2sad.report import coverage

        print(coverage.text())
        return FINE
    found = registry.names(options.pattern)
    if not found:
        known = registry.names("*")
        last = {name.rpartition(".")[2]: name for name in known}
        raise TargetError(f"no rule matches {options.pattern!r}{nearest(options.pattern, [*known, *last])}")
    print("\n".join(found))
    return FINE


def explain(options: argparse.Namespace) -> int:
    print("\n\n".join(_of_each(options, lambda derivative: str(derivative.explain(options.args)))))
    return FINE

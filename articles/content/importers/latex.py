"""Formulas of LaTeX in a text: those of a sign and a figure are read, all others are reported."""

from __future__ import annotations

import re

from articles.content.problems import Problem, quoted

_FORMULA = re.compile(
    r"\$\$(?P<double>[^$\n]{1,300})\$\$"
    r"|\$(?P<dollars>[^$\s][^$\n]{0,300}?)(?<=[^\s\\])\$(?![0-9])"
    r"|\\\((?P<round>[^\n]{1,300}?)\\\)"
    r"|\\\[(?P<square>[^\n]{1,300}?)\\\]"
)
_IS_FORMULA = re.compile(r"\\[A-Za-z%]|[\^_]|\A[<>=]|\A[A-Za-z]\Z")
_COMMANDS = {
    "ge": "≥", "geq": "≥", "geqslant": "≥", "le": "≤", "leq": "≤", "leqslant": "≤", "gt": ">", "lt": "<",
    "gg": "≫", "ll": "≪", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "~", "equiv": "≡", "propto": "∝",
    "pm": "±", "mp": "∓", "times": "×", "cdot": "·", "div": "÷", "ast": "∗", "infty": "∞", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "uparrow": "↑", "downarrow": "↓", "Rightarrow": "⇒", "circ": "°",
    "degree": "°", "micro": "µ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ldots": "…", "dots": "…", "prime": "′",
    "percent": "%", "quad": " ", "qquad": " ",
}  # fmt: skip
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\\(?:text|mathrm|mathit|mathbf|mathsf|operatorname|rm|mbox|unit|si)\s?\{([^{}\\]*)\}"),
        r"\1",
    ),
    (re.compile(r"\\(?:left|right|displaystyle)(?![A-Za-z])|\\[!]"), ""),
    (re.compile(r"\\[,;:> ]|~"), " "),
    (re.compile(r"\\([%&#$_{}])"), r"\1"),
)
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")
_DEGREE = re.compile(r"\^(?:\{\s*(?:\\circ|\\degree)\s*\}|\\circ|\\degree) ?")
_FRACTION = re.compile(r"\\[dt]?frac\{([0-9.,]{1,12})\}\{([0-9.,]{1,12})\}")
_RAISED = re.compile(r"\^(?:\{([0-9+−-]{1,6})\}|([0-9]))")
_LOWERED = re.compile(r"_(?:\{([0-9+−-]{1,6})\}|([0-9]))")
_UP = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_DOWN = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_LEFT = re.compile(r"[\\^_{}$]")
_LONE = re.compile(r"\\(?:geq?|leq?|times|pm|approx|mu|alpha|beta)(?![A-Za-z]) ?")


def with_formulas_read(text: str) -> tuple[str, list[Problem]]:
    """The text with simple formulas as the signs that they show, and a note on each line with a formula."""
    if "\\" not in text and "$" not in text:
        return text, []
    read: list[tuple[int, str, str]] = []

    def meant(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        if not _IS_FORMULA.search(inner.strip()):
            return match[0]
        found = formula(inner)
        read.append((text.count("\n", 0, match.start()) + 1, match[0], found or ""))
        return match[0] if found is None else found

    after = _FORMULA.sub(meant, text)
    after = _LONE.sub(lambda match: _COMMANDS[match[0].strip("\\ ")], after)
    return after, [_problem(*each) for each in read]


def formula(latex: str) -> str | None:
    """What a formula shows, in Unicode; None where some of it is not known."""
    said = _FRACTION.sub(r"\1/\2", _DEGREE.sub("°", latex.strip()))
    for pattern, plain in _STEPS:
        said = pattern.sub(plain, said)
    said = _RAISED.sub(lambda match: (match[1] or match[2]).translate(_UP), said)
    said = _LOWERED.sub(lambda match: (match[1] or match[2]).translate(_DOWN), said)
    said = _COMMAND.sub(lambda match: _COMMANDS.get(match[1], match[0]), said)
    return None if _LEFT.search(said) else said


def _problem(line: int, written: str, read: str) -> Problem:
    done = f"was read as {quoted(read)}" if read else "was not understood and kept as it is written"
    message = f"The formula {quoted(written)} in line {line} {done}. Compare it with the original."
    return Problem(code="formula", severity="warning", where=f"line:{line}", message=message)

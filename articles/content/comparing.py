"""Where a ``>`` at the beginning of a line compares, and is no sign of a quotation."""

from __future__ import annotations

#: What a sign of comparison stands before: a figure, or a limit of the laboratory.
COMPARED = (
    r"(?![0-9]{1,3}[.)] )(?:[=~≈±+−-]?[ \t]?[.,]?[0-9½¼¾⅓⅔$£€]|="
    r"|(?:[0-9x×]+ )?(?:ULN|LLN|upper limit|lower limit|baseline|normal)\b)"
)

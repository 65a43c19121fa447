"""Why a line is not taken in: each reason has a code, and a sentence that says what to do."""

from __future__ import annotations

from rapport.kernel.errors import N_


class Unreadable(Exception):
    """A cell does not say what its column needs. `code` is a key of FAULTS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# In each sentence {value} stands for the cell as it is in the file and {field} for its column.
FAULTS = {
    "blank": N_("{field} is needed and is empty."),
    "too_long": N_("{field} is longer than the place for it. Shorten it."),
    "encoding": N_("{field} holds bytes that are no text in this file's encoding."),
    "null_byte": N_("{field} holds a null byte, which is no text."),
    "number": N_("“{value}” is no number."),
    "number_shortened": N_("“{value}” was shortened by a spreadsheet; its digits are lost."),
    "number_large": N_("“{value}” is larger than {field} can hold."),
    "number_fine": N_("“{value}” has more decimals than {field} can hold."),
    "whole_number": N_("“{value}” is no whole number."),
    "date": N_("“{value}” is no date."),
    "date_never": N_("“{value}” is a day that never was."),
    "date_order": N_("“{value}” could be two days. Say in the mapping which comes first."),
    "date_year": N_("“{value}” does not say which year. Write it with four digits."),
    "time": N_("“{value}” is no time of day."),
    "bool": N_("“{value}” is neither yes nor no."),
    "choice": N_("“{value}” is not one of the values that {field} may have."),
    "json": N_("“{value}” cannot be read."),
    "cells_missing": N_("The line has fewer cells than the header."),
    "cells_more": N_("The line has more cells than the header."),
    "quote_open": N_("A quotation mark is opened here and never closed."),
    "cell_huge": N_("A cell of this line passes the limit of 1,000,000 characters."),
    "not_an_object": N_("The line is no JSON object."),
    # What loaders find out when they compare lines with each other and with what is there.
    "repeat": N_("The same line stands in this file before."),
    "key_twice": N_("{field} “{value}” stands in this file before, with other values."),
    "out_of_reach": N_("There is such a record, but your role does not let you change it."),
    "not_found": N_("There is no {field} “{value}”."),
    "found_twice": N_("More than one record has {field} “{value}”."),
    "exists": N_("There is such a record already, and this import only creates."),
    "absent": N_("There is no such record, and this import only updates."),
    "changed_meanwhile": N_("The record was changed while the import ran."),
}

"""
The catalogues of translations, made without GNU gettext.

Each room's owner keeps `locale/parts/<room>.json`; `compile` makes of all parts the two files that
Django reads. Ours stand in LOCALE_PATHS, so that they win over those of the libraries.

Run       python -m rapport.kernel.words.catalogues extract | compile | check
"""

"""Reading and writing files of rows: text, workbooks, JSON lines, Parquet."""

from rapport.kernel.imports.engines.readers import open_file as open_file

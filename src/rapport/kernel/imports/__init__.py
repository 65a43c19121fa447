"""
Files in and files out: staged imports that can be taken back, and exports with the reader's rights.

Owns     imports (file, mapping, counts, faults), saved mappings, staging tables, export files.
Words    import, mapping, loader, stage, window, fault; fate: create, update, unchanged, skip, fail.
Tells    imports.import_applied, imports.import_undone.
Listens  to nothing.
Asks     nothing.
"""

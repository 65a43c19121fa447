"""
Files in and files out: staged imports that can be taken back, and exports with the reader's rights.

Owns     imports (file, mapping, counts, faults), saved mappings, staging tables, export files.
Words    import, mapping, loader, stage, window, fault; fate: create, update, unchanged, skip, fail.
Tells    import uploaded, mapped, judged, applied, undone, failed; export asked, written, failed.
Listens  to its own asked exports, to hand them to a worker.
Asks     nothing.
"""

"""
Files that people upload and the system makes: kept once each, opened only by who may.

Owns     stored files and their contents under RAPPORT_HOME/files.
Words    stored file, kind (which room's file it is, and who may open it), content, purge.
Tells    FileStored, FilePurged.
Listens  to nothing.
Asks     nothing: each kind brings the check of its own room.
"""

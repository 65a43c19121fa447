"""
Work in the background: retried, then parked where people see and replay it; and the worker.

Owns     which functions are jobs, what runs every so many seconds, the worker process.
Words    job, parked, replay, period.
Tells    nothing; a job says what it did by the commands it calls.
Listens  to nothing.
Asks     nothing.
"""

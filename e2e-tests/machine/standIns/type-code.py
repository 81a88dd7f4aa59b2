#!/usr/bin/env python3
"""Runs a command at a terminal of its own, types the line that comes in on
standard input once the command asks for one, and shows what a person would
have seen: type-code.py COMMAND… <LINE"""
import os, pty, sys, time

line, command = sys.stdin.readline(), sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
typed = False
seen = b''
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if not typed and (b'not shown): ' in seen or b'[y/N] ' in seen):
        typed = True
        time.sleep(0.3)
        os.write(terminal, line.encode())
sys.stdout.write(seen.decode(errors='replace'))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

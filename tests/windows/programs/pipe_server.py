"""LiveSplit's named pipe, on Windows: what comes is told to a server of the same protocol, and its answers.

    python pipe_server.py PORT      (0: it takes clients, and hangs: nothing is ever read)

It serves as LiveSplit does: in bytes, any number of clients, without buffers, so that who writes waits
until it is read; it takes at most 1024 bytes at once, and gives each line's answer before it reads on.
(LiveSplit's src/LiveSplit.Core/Server/CommandServer.cs and Connection.cs; the pipe's own functions:
https://learn.microsoft.com/windows/win32/ipc/named-pipe-operations)
"""

import _winapi
import socket
import sys
import threading
import time

NAME = r"\\.\pipe\LiveSplit"
BYTES, ANY_NUMBER, NO_BUFFER = 0, 255, 0
READ_AT_ONCE = 1024  # as .NET's StreamReader


def main(port):
    while True:
        access = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED
        pipe = _winapi.CreateNamedPipe(NAME, access, BYTES, ANY_NUMBER, NO_BUFFER, NO_BUFFER, 0, 0)
        client = _winapi.ConnectNamedPipe(pipe, overlapped=True)
        print("ready", flush=True)
        client.GetOverlappedResult(True)
        threading.Thread(target=serve, args=(pipe, port), daemon=True).start()


def serve(pipe, port):
    if not port:
        time.sleep(600)
    with socket.create_connection(("127.0.0.1", port)) as server, server.makefile("rb") as answers:
        for line in lines(pipe):
            # It says nothing to a command, nor where a name is empty: until “pong” all is its answer.
            server.sendall(line + b"\nping\n")
            while (answer := answers.readline().rstrip(b"\r\n")) != b"pong":
                written, _ = _winapi.WriteFile(pipe, answer + b"\n", overlapped=True)
                written.GetOverlappedResult(True)
    _winapi.CloseHandle(pipe)


def lines(pipe):
    unread = b""
    while True:
        try:
            reading, _ = _winapi.ReadFile(pipe, READ_AT_ONCE, overlapped=True)
            reading.GetOverlappedResult(True)
        except OSError:  # the client is gone
            return
        *whole, unread = (unread + bytes(reading.getbuffer())).split(b"\n")
        yield from (line.rstrip(b"\r") for line in whole)


main(int(sys.argv[1]))

"""A WebSocket server that echoes and a client of it, for http2.py: `serve HOST PORT` and `ask URL`.

The client prints one JSON object of what it got.
"""

import asyncio
import json
import os
import sys

import websockets


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def serve(host, port):
    async with websockets.serve(echo, host, int(port), max_size=None, subprotocols=["echo.example"]):
        print("serving", flush=True)
        await asyncio.Future()


async def ask(url):
    noise = os.urandom(1 << 20)
    async with websockets.connect(url, max_size=None, subprotocols=["echo.example"], open_timeout=20) as socket:
        await socket.send("grüezi")
        text = await asyncio.wait_for(socket.recv(), 20)
        await socket.send(noise)
        binary = await asyncio.wait_for(socket.recv(), 20)
        await asyncio.wait_for(await socket.ping(), 20)
        print(json.dumps({"subprotocol": socket.subprotocol, "text": text, "noise": binary == noise, "ping": True}), flush=True)


asyncio.run({"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:]))

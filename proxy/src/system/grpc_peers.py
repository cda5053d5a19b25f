"""A gRPC server and a client that asks it everything, for http2.py: each is a process of its own, since gRPC does not fork.

    grpc_peers.py serve ADDRESS [CERTIFICATE KEY]
    grpc_peers.py ask ADDRESS [CA]

Messages are plain bytes, so nothing has to be generated. The client prints one JSON object of what it got.
"""

import concurrent.futures
import json
import pathlib
import sys
import threading

import grpc

PATIENCE = 20  # seconds


# ---- the server
class Service(grpc.GenericRpcHandler):
    """Every kind of call, and some that end badly."""

    def service(self, call):
        kinds = {"/test/Unary": grpc.unary_unary_rpc_method_handler(unary),
                 "/test/Fails": grpc.unary_unary_rpc_method_handler(fails),
                 "/test/FailsLate": grpc.unary_stream_rpc_method_handler(fails_late),
                 "/test/Waits": grpc.unary_stream_rpc_method_handler(waits),
                 "/test/Count": grpc.unary_stream_rpc_method_handler(count),
                 "/test/Sum": grpc.stream_unary_rpc_method_handler(total),
                 "/test/Echo": grpc.stream_stream_rpc_method_handler(echo)}
        return kinds.get(call.method)


def unary(request, context):
    asked = dict(context.invocation_metadata())
    context.send_initial_metadata((("x-first", "yes"),))
    context.set_trailing_metadata((("x-last", asked.get("x-asked", "")), ("x-last-bin", b"\x00\xff")))
    return b"you said " + request


def fails(_, context):
    context.abort(grpc.StatusCode.NOT_FOUND, "no such thing: 50% \u00fc")


def fails_late(_, context):
    yield b"one"
    context.abort(grpc.StatusCode.DATA_LOSS, "and no more")


def waits(_, context):
    """Until the client leaves, which it must be told of."""
    gone = threading.Event()
    context.add_callback(gone.set)
    yield b"it is under way"
    print("left" if gone.wait(PATIENCE) else "stayed", flush=True)


def count(request, _):
    for i in range(int(request)):
        yield str(i).encode()


def total(requests, _):
    return str(sum(map(len, requests))).encode()


def echo(requests, _):
    yield from requests


def serve(address, certificate=None, key=None):
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((Service(),))
    if certificate:
        pair = (pathlib.Path(key).read_bytes(), pathlib.Path(certificate).read_bytes())
        server.add_secure_port(address, grpc.ssl_server_credentials([pair]))
    else:
        server.add_insecure_port(address)
    server.start()
    print("serving", flush=True)
    server.wait_for_termination()


# ---- the client
def ask(address, ca=None):
    if ca:
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(pathlib.Path(ca).read_bytes()))
    else:
        channel = grpc.insecure_channel(address)
    with channel:
        got = {}
        for name, asked in (("unary", ask_once), ("fails", ask_what_fails), ("fails late", ask_what_fails_late),
                            ("unknown", ask_what_is_not), ("deadline", ask_in_vain), ("cancelled", ask_and_leave),
                            ("server streams", ask_for_many), ("client streams", send_many),
                            ("both stream", talk), ("large", ask_with_much), ("many at once", ask_at_once)):
            try:
                got[name] = asked(channel)
            except grpc.RpcError as error:
                got[name] = f"failed: {error.code().name}: {error.details()}"
        print(json.dumps(got), flush=True)


def ask_once(channel):
    answer, call = channel.unary_unary("/test/Unary").with_call(
        b"hello", timeout=PATIENCE, metadata=(("x-asked", "and heard"),))
    last = dict(call.trailing_metadata())
    return [answer.decode(), dict(call.initial_metadata()).get("x-first"), last.get("x-last"), list(last.get("x-last-bin", b"")),
            call.code().name]


def ask_what_fails(channel):
    return status_of(lambda: channel.unary_unary("/test/Fails")(b"", timeout=PATIENCE))


def ask_what_fails_late(channel):
    got = []
    status = status_of(lambda: got.extend(channel.unary_stream("/test/FailsLate")(b"", timeout=PATIENCE)))
    return [len(got), *status]


def ask_what_is_not(channel):
    return status_of(lambda: channel.unary_unary("/test/Nothing")(b"", timeout=PATIENCE))[0]


def ask_in_vain(channel):
    return status_of(lambda: list(channel.unary_stream("/test/Waits")(b"", timeout=1)))[0]


def ask_and_leave(channel):
    call = channel.unary_stream("/test/Waits")(b"", timeout=2 * PATIENCE)
    first = next(call).decode()
    call.cancel()
    return [first, *status_of(lambda: next(call))[:1]]


def status_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return [error.code().name, error.details()]
    return ["OK", ""]


def ask_for_many(channel):
    return sum(int(one) for one in channel.unary_stream("/test/Count")(b"5000", timeout=PATIENCE))


def send_many(channel):
    return channel.stream_unary("/test/Sum")((b"a" * 1000 for _ in range(2000)), timeout=PATIENCE).decode()


def talk(channel):
    """Says the next only when the last was answered, so that nothing may wait on the way for more."""
    heard = threading.Semaphore(1)

    def say():
        for i in range(100):
            if not heard.acquire(timeout=PATIENCE):
                return
            yield str(i).encode()

    answers = 0
    for _ in channel.stream_stream("/test/Echo")(say(), timeout=PATIENCE):
        answers += 1
        heard.release()
    return answers


def ask_with_much(channel):
    much = bytes(range(256)) * (3 << 12)
    return channel.unary_unary("/test/Unary")(much, timeout=PATIENCE) == b"you said " + much


def ask_at_once(channel):
    calls = [channel.unary_unary("/test/Unary").future(b"%d" % i, timeout=PATIENCE) for i in range(200)]
    return sum(call.result() == b"you said %d" % i for i, call in enumerate(calls))


{"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])

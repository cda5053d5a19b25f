"""The provider's side: a web server and a DNS server of its own, each one thread per request, standard library only.

    provider.py web ADDRESS:PORT ACCESSLOG     IPv6 in brackets; / the page; /slow sends forever; /big 32 MiB; /echo returns what is posted
    provider.py https ADDRESS:PORT ACCESSLOG CERTIFICATE KEY   the same over TLS
    provider.py dns ADDRESS:PORT NAME ADDRESS ...  answers A for each NAME, no data for its other types, NXDOMAIN for the rest
"""

import http.server
import socket
import socketserver
import ssl
import struct
import sys
import time

PAGE = b"<h1>This is the provider's page.</h1>\n"
BIG = bytes(range(256)) * (128 * 1024)


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    access_log = None

    def do_GET(self):
        if self.path == "/slow":
            self.slow()
        else:
            self.answer(BIG if self.path == "/big" else PAGE)

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def slow(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"tick\n")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return  # the reader went away, which is how this ends

    def log_message(self, format, *args):
        with open(Web.access_log, "a") as log:
            log.write(f"{self.client_address[0]} {format % args}\n")


class Dns(socketserver.BaseRequestHandler):
    addresses = {}

    def handle(self):
        query, sock = self.request
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        question = query[12:at + 5]
        address = Dns.addresses.get(".".join(labels).lower())
        answer = b""
        if address and kind == 1:
            answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 5, 4) + bytes(map(int, address.split(".")))
        flags = 0x8580 | (0 if address else 3)
        print(self.client_address[0], ".".join(labels), kind, flush=True)
        sock.sendto(query[:2] + struct.pack("!5H", flags, 1, 1 if answer else 0, 0, 0) + question + answer,
                    self.client_address)


class WebServer(http.server.ThreadingHTTPServer):
    request_queue_size = 128


class WebServer6(WebServer):
    address_family = socket.AF_INET6


def main(kind, where, *more):
    host, port = where.rsplit(":", 1)
    if kind in ("web", "https"):
        Web.access_log = more[0]
        open(more[0], "a").close()
        server = (WebServer6 if ":" in host else WebServer)((host.strip("[]"), int(port)), Web)
        if kind == "https":
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(*more[1:])
            server.socket = tls.wrap_socket(server.socket, server_side=True)
    else:
        Dns.addresses = dict(zip(more[::2], more[1::2]))
        server = socketserver.UDPServer((host, int(port)), Dns)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Data from other hosts, over TLS: which may be asked, where redirects may lead, how much may come."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gradbook_remote.datasets.places import Places
from gradbook_remote.errors import Refused


class Handler(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        Handler.asked += 1
        port = self.server.server_address[1]
        moved = {"/moved": f"https://localhost:{port}/a.csv", "/away": f"https://127.0.0.1:{port}/a.csv"}
        moved["/plain"] = f"http://localhost:{port}/a.csv"
        if self.path in moved:
            self.send_response(302)
            self.send_header("Location", moved[self.path])
            self.end_headers()
        elif self.path == "/a.csv":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"a,b\n1,2\n" + b"3,4\n" * 1000)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(cert))
        yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_once_and_deleted_at_the_end(host: str) -> None:
    places = Places(None, ["localhost"])
    before = Handler.asked
    path = places.find(f"{host}/a.csv")
    assert path.read_bytes().startswith(b"a,b\n") and path.name.endswith("a.csv")
    assert places.find(f"{host}/a.csv") == path and Handler.asked == before + 1
    assert places.find(f"{host}/moved").read_bytes() == path.read_bytes()
    places.close()
    assert not path.exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/none.csv", "the host answers 404"),
        ("/away", "start the server with --allow-data-host 127.0.0.1"),
        ("/plain", "data comes by https"),
    ],
)
def test_what_cannot_be_had_is_named_and_leaves_nothing(host: str, path: str, words: str) -> None:
    places = Places(None, ["localhost"])
    with pytest.raises(Refused, match=words):
        places.find(f"{host}{path}")
    places.close()


def test_more_than_is_allowed_does_not_come(host: str) -> None:
    places = Places(None, ["localhost"], most_bytes=1000)
    with pytest.raises(Refused, match="larger than"):
        places.find(f"{host}/a.csv")
    places.close()


def test_a_host_without_a_certificate_is_not_trusted(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Refused, match="certificate"):
        Places(None, ["localhost"]).find(f"{host}/a.csv")

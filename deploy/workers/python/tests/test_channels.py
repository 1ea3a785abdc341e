from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import grpc

from conversation import SEAL
from fake_server import FakeServer
from retrain_worker import Worker
from retrain_worker.channels import open_channel
from retrain_worker.connection import Pause
from toy_learners import Mean


class Certificates:
    """An authority with a server's certificate and a worker's, made by openssl."""

    def __init__(self, folder: str):
        self._folder = Path(folder)
        self._run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                  "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.pem")
        self._issue("server", "subjectAltName=DNS:fleet")
        self._issue("worker", "extendedKeyUsage=clientAuth")

    def path(self, name: str) -> str:
        return str(self._folder / name)

    def read(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def _issue(self, name: str, extension: str) -> None:
        (self._folder / f"{name}.ext").write_text(extension)
        self._run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                  "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self._run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                  "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)


class ChannelsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.certificates = Certificates(folder.name)
        self.server = FakeServer(credentials=grpc.ssl_server_credentials(
            [(self.certificates.read("server.key"), self.certificates.read("server.pem"))],
            self.certificates.read("ca.pem"), require_client_auth=True))
        self.addCleanup(self.server.stop)
        self.settings = {"RETRAIN_CA": self.certificates.path("ca.pem"), "RETRAIN_TLS_NAME": "fleet"}
        self.shown = {"RETRAIN_KEY": self.certificates.path("worker.key"),
                      "RETRAIN_CERTIFICATE": self.certificates.path("worker.pem")}

    def test_a_worker_shows_its_certificate_to_a_server_of_its_authority(self):
        with mock.patch.dict(os.environ, {**self.settings, **self.shown}):
            worker = Worker("tester", [self.server.address], [Mean()], SEAL, pause=lambda: Pause(0.02))
            worker.start()
            self.addCleanup(worker.stop)
            self.assertEqual("tester", self.server.training().greet().worker)
            self.assertEqual("tester", self.server.scoring().greet().worker)

    def test_without_one_there_is_no_connection(self):
        with mock.patch.dict(os.environ, self.settings), open_channel(self.server.address) as channel:
            with self.assertRaises(grpc.FutureTimeoutError):
                grpc.channel_ready_future(channel).result(timeout=2)

    def test_a_key_without_a_certificate_is_refused(self):
        with mock.patch.dict(os.environ, {**self.settings, "RETRAIN_KEY": self.shown["RETRAIN_KEY"]}):
            self.assertRaisesRegex(ValueError, "belong together", open_channel, self.server.address)


if __name__ == "__main__":
    unittest.main()

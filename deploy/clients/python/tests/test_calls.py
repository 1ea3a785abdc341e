"""What a call does when the server is away, and how a connection is set up."""
from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import time
import unittest
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

import grpc

from fake_server import AWAY, BUSY, FakeServer
from retraingrains import RetrainClient, RetrainError
from retraingrains.client import outcome_of
from retraingrains.errors import violations_in
from retraingrains.v1 import observations_pb2, predictions_pb2

TWICE = ((AWAY, "not now"), (AWAY, "not now"))


class RetryTest(unittest.TestCase):
    def setUp(self):
        self.server = FakeServer()
        self.addCleanup(self.server.stop)
        self.client = RetrainClient(self.server.url)
        self.addCleanup(self.client.close)

    def heard(self, count: int) -> object:
        """What was asked so many times, always the same."""
        self.assertEqual([self.server.asked[0]] * count, self.server.asked)
        return self.server.asked[0]

    def test_a_command_is_repeated_under_one_request_id(self):
        self.server.fail(*TWICE)
        self.assertTrue(self.client.trigger("m", reason="test").started)
        self.assertTrue(self.heard(3).request_id)
        self.client.check("m")
        self.assertNotEqual(self.server.asked[0].request_id, self.server.asked[3].request_id)

    def test_a_repair_is_repeated_under_one_request_id(self):
        self.server.fail(*TWICE)
        at = datetime(2026, 1, 1, tzinfo=timezone.utc)
        told = self.client.correct_outcomes("m", [outcome_of("anna", at, 3)], reason="read wrongly")
        asked = self.heard(3)
        self.assertEqual((1, asked.request_id), (told.rows, told.request_id))
        self.assertEqual(("anna", 3), (asked.outcomes[0].entity, asked.outcomes[0].value))
        self.client.withdraw_observations("m", reason="stuck", entity="anna", start=at)
        self.client.erase_entity("m", "anna", reason="request 41", request_id="r")
        self.assertEqual("r", self.client.repair("m", "r").request_id)
        self.assertEqual(at.timestamp(), getattr(self.server.asked[3], "from").seconds)
        self.assertFalse(self.server.asked[3].HasField("to"))

    def test_rows_are_written_from_the_beginning_where_their_stream_breaks(self):
        self.server.contents = [b"one ", b"two"]
        self.server.fail((BUSY, "4 files of rows are being exported"))
        start = datetime(2026, 1, 1, tzinfo=timezone.utc)
        exported = self.client.export_rows("m", format="csv", start=start, version="1.2.0")
        self.assertEqual((b"one two", 2), (exported.content, exported.report.rows))
        asked = self.server.asked[0]
        self.assertEqual((1, "1.2.0"), (asked.format, asked.version))
        self.assertEqual(start.timestamp(), getattr(asked, "from").seconds)
        self.assertFalse(asked.HasField("to"))

    def test_rows_that_did_not_come_whole_leave_the_file_that_was_there(self):
        self.server.contents = [b"one ", b"two"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rows.parquet")
            self.assertIsNone(self.client.export_rows("m", path).content)
            self.assertEqual((2, b"one two"), (self.server.asked[0].format, path.read_bytes()))
            self.server.whole, self.server.contents = False, [b"three"]
            with self.assertRaisesRegex(RetrainError, "another SHA-256"):
                self.client.export_rows("m", path)
            self.assertEqual(([path], b"one two"), (list(Path(folder).iterdir()), path.read_bytes()))
        with self.assertRaisesRegex(ValueError, "format is 'txt'; it must be one of csv, parquet"):
            self.client.export_rows("m", "rows.txt")

    def test_a_prediction_is_repeated_under_one_id_and_time(self):
        self.server.fail(*TWICE)
        told = self.client.predict("m", [1.0, None, "rain"])
        row = self.heard(3).row
        self.assertEqual(row.prediction_id, told.prediction.prediction_id)
        self.assertGreater(row.at.seconds, 0)

    def test_each_row_of_a_batch_keeps_its_id_and_time(self):
        self.server.fail((BUSY, "The model has too many requests waiting; try again later."), *TWICE)
        self.client.predict_batch("m", [predictions_pb2.PredictionRow() for _ in range(3)])
        rows = self.heard(4).rows
        self.assertEqual(3, len({row.prediction_id for row in rows}))
        self.assertTrue(all(row.prediction_id and row.at.seconds for row in rows))

    def test_history_is_repeated_under_the_same_ids(self):
        self.server.fail(*TWICE)
        self.client.import_history("m", [observations_pb2.HistoryRow(outcome=1) for _ in range(2)])
        self.assertEqual(2, len({row.prediction_id for row in self.heard(3).rows}))

    def test_a_stream_that_breaks_is_opened_again_and_loses_nothing(self):
        batches = [[predictions_pb2.PredictionRow()] for _ in range(6)]
        told = []
        for answer in self.client.predict_stream("m", batches, ahead=2):
            if len(told) in (0, 3):
                self.server.fail(*TWICE)
            told.append(answer.predictions[0].prediction_id)
        asked = [request.rows[0].prediction_id for request in self.server.asked]
        self.assertEqual(6, len(set(told)))
        self.assertEqual(told, list(dict.fromkeys(asked)))
        self.assertGreaterEqual(len(asked), 6 + 4)

    def test_a_stream_waits_for_no_more_than_it_was_told(self):
        taken = []
        source = ([predictions_pb2.PredictionRow()] for number in range(100) if not taken.append(number))
        told = self.client.predict_stream("m", source, ahead=3)
        next(told)
        self.assertEqual([0, 1, 2], taken)
        told.close()

    def test_a_source_that_fails_ends_its_stream_with_its_own_error(self):
        def source():
            yield [predictions_pb2.PredictionRow()]
            raise LookupError("no more")

        with self.assertRaises(LookupError):
            list(self.client.predict_stream("m", source()))

    def test_a_watch_goes_on_behind_the_last_entry(self):
        self.server.fail(*TWICE)
        entries = itertools.islice(self.client.watch("m", from_sequence=5), 9)
        self.assertEqual(list(range(5, 14)), [entry.sequence for entry in entries])

    def test_an_import_of_a_file_that_breaks_off_is_asked_for_again_until_it_has_finished(self):
        self.server.fail(*TWICE)
        told = list(self.client.import_history_file("m", "rides.csv", {"target": {"column": "count"}}))
        self.assertEqual([0, 1, 2, 9], [progress.rows_read for progress in told])
        asked = self.heard(3)
        self.assertEqual(("rides.csv", "count"), (asked.path, asked.source["target"]["column"]))

    def test_a_call_is_given_up_at_its_deadline(self):
        self.server.fail(*[(AWAY, "gone")] * 100)
        began = time.monotonic()
        with RetrainClient(self.server.url, timeout=0.5) as hasty:
            with self.assertRaisesRegex(RetrainError, "UNAVAILABLE: gone"):
                hasty.trigger("m")
        self.assertLess(time.monotonic() - began, 3)
        self.assertGreater(len(self.server.asked), 1)

    def test_what_cannot_pass_is_not_repeated(self):
        for code, text in ((BUSY, "Received message exceeds the maximum configured message size."),
                           (grpc.StatusCode.INVALID_ARGUMENT, "no")):
            self.server.asked.clear()
            self.server.fail((code, text))
            with self.assertRaises(RetrainError) as refused:
                self.client.trigger("m")
            self.assertEqual((code.name, text), (refused.exception.code, refused.exception.message))
            self.assertEqual(1, len(self.server.asked))

    def test_violations_come_from_the_trailers(self):
        violation = b"\x0a\x03row\x12\x04is 1"
        request = b"\x0a" + bytes([len(violation)]) + violation
        name = b"type.googleapis.com/google.rpc.BadRequest"
        detail = b"\x0a" + bytes([len(name)]) + name + b"\x12" + bytes([len(request)]) + request
        self.server.trailers = (("grpc-status-details-bin", b"\x08\x03\x1a" + bytes([len(detail)]) + detail),)
        self.server.fail((grpc.StatusCode.INVALID_ARGUMENT, "refused"))
        with self.assertRaises(RetrainError) as refused:
            self.client.trigger("m")
        self.assertEqual([("row", "is 1")], refused.exception.violations)
        self.assertEqual("INVALID_ARGUMENT: refused\n  row is 1", str(refused.exception))

    def test_details_that_cannot_be_read_are_none(self):
        for details in (b"", b"\xff", b"\x1a\x05", b"\x1b", b"\x1a\x02\x0a\x09"):
            self.assertEqual([], violations_in(details))

    def test_a_token_is_sent_with_each_call(self):
        with mock.patch.dict(os.environ, RETRAIN_URL=self.server.url, RETRAIN_TOKEN="rgt_environment\n"):
            with RetrainClient() as by_environment, RetrainClient(token="rgt_argument") as by_argument:
                by_environment.trigger("m")
                by_argument.trigger("m")
        self.client.trigger("m")
        self.assertEqual(["Bearer rgt_environment", "Bearer rgt_argument", None], self.server.tokens)


class AddressTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
    def test_an_encrypted_server_is_trusted_by_its_authority_only(self):
        with tempfile.TemporaryDirectory() as folder:
            key, certificate = Path(folder, "key.pem"), Path(folder, "certificate.pem")
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=server",
                            "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
            server = FakeServer(grpc.ssl_server_credentials([(key.read_bytes(), certificate.read_bytes())]))
            self.addCleanup(server.stop)
            with RetrainClient(server.url, "rgt_x", ca=certificate) as client:
                self.assertTrue(client.trigger("m").started)
            self.assertEqual(["Bearer rgt_x"], server.tokens)
            with RetrainClient(server.url, timeout=1) as client, self.assertRaises(RetrainError):
                client.trigger("m")

    def test_an_address_that_is_none_is_refused_with_what_it_must_be(self):
        for url in ("localhost:5081", "ftp://host:1", "http://host", "http://host:x", "http://host:1/v1",
                    "http://a@b:1"):
            with self.assertRaisesRegex(ValueError, "the address"):
                RetrainClient(url)

    def test_the_default_is_the_servers_own(self):
        with mock.patch.dict(os.environ, clear=True), RetrainClient() as client:
            self.assertEqual("http://localhost:5081", client.url)

    def test_authorities_without_encryption_a_broken_token_and_no_time_are_refused(self):
        with self.assertRaisesRegex(ValueError, "https://"):
            RetrainClient("http://localhost:1", ca="ca.pem")
        with self.assertRaisesRegex(ValueError, "printable ASCII"):
            RetrainClient(token="a\nb")
        with self.assertRaisesRegex(ValueError, "more than 0"):
            RetrainClient(timeout=0)


if __name__ == "__main__":
    unittest.main()

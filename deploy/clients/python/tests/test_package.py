"""The package as it is installed and described."""
from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from live_server import PACKAGE, SERVER, LiveServer, street

INSTALL_SECONDS, README_SECONDS = 180, 240
# What a machine without pandas sees.
WITHOUT_PANDAS = """
import sys
sys.modules["pandas"] = None
import retraingrains
retraingrains.RetrainClient().close()
try:
    retraingrains.RetrainModel
except ImportError as error:
    print(error)
"""


def run(*command: object, **options: object) -> str:
    """Runs a Python program that must end well; gives what it printed."""
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class PackageTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    @unittest.skipUnless(importlib.util.find_spec("pip") and importlib.util.find_spec("setuptools")
                         and importlib.util.find_spec("wheel"), "pip, setuptools or wheel is not installed")
    def test_pip_installs_all_of_it(self):
        source, target = self.folder / "source", self.folder / "target"
        # A build leaves files where its source is.
        shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
        run("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--root-user-action",
            "ignore", "--target", target, source, timeout=INSTALL_SECONDS)
        kept = {path.relative_to(PACKAGE) for path in (PACKAGE / "retraingrains").rglob("*.py")}
        self.assertEqual(kept, {path.relative_to(target) for path in (target / "retraingrains").rglob("*.py")})
        where = run("-c", "import retraingrains, retraingrains.v1.tokens_pb2_grpc; print(retraingrains.__file__)",
                    cwd=self.folder, env={**os.environ, "PYTHONPATH": str(target)})
        self.assertIn(str(target), where)

    @unittest.skipUnless(importlib.util.find_spec("grpc_tools"), "grpcio-tools is not installed")
    def test_what_is_generated_is_as_the_protocol_has_it(self):
        run(PACKAGE / "generate.py", "--check")

    def test_messages_can_be_read_in_pure_python(self):
        run("-c", "from retraingrains.v1.predictions_pb2 import PredictionRow as R; r = R(prediction_id='a');"
            "r.named['x'].number_value = 1; assert R.FromString(r.SerializeToString()) == r", cwd=PACKAGE,
            env={**os.environ, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION": "python"})

    def test_the_client_needs_no_pandas_and_the_model_says_that_it_does(self):
        self.assertEqual("RetrainModel needs pandas: pip install 'retraingrains[pandas]'",
                         run("-c", WITHOUT_PANDAS, cwd=PACKAGE).strip())

    @unittest.skipUnless(SERVER, "RETRAIN_TEST_SERVER does not name a RetrainGrains.Server.dll")
    def test_the_example_of_the_readme_runs(self):
        example = re.search(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)[1]
        street().to_csv(self.folder / "street.csv")
        server = LiveServer()
        self.addCleanup(server.stop)
        server.start()
        told = run("-c", example, cwd=self.folder, timeout=README_SECONDS,
                   env={**os.environ, "RETRAIN_URL": server.url, "PYTHONPATH": str(PACKAGE)})
        self.assertRegex(told, r"(?s)/.*stored +24.*wind .*registered")


if __name__ == "__main__":
    unittest.main()

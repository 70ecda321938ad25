"""Generates the messages and calls of the contract, with their types and comments, into the folder `onrecord` beside this."""

import sys
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

HERE = Path(__file__).resolve().parent
PROTO = HERE.parents[1] / "proto"


def main() -> int:
    # The messages of google.rpc come with googleapis-common-protos, those of google.protobuf with grpcio-tools.
    contract = sorted(str(file) for file in (PROTO / "onrecord" / "v1").glob("*.proto"))
    scripts = Path(sys.executable).parent
    status: int = protoc.main(
        [
            "protoc",
            f"--proto_path={PROTO}",
            f"--proto_path={files('grpc_tools') / '_proto'}",
            f"--plugin=protoc-gen-mypy={scripts / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={scripts / 'protoc-gen-mypy_grpc'}",
            f"--python_out={HERE}",
            f"--grpc_python_out={HERE}",
            f"--mypy_out=quiet:{HERE}",
            f"--mypy_grpc_out=quiet:{HERE}",
            *contract,
        ]
    )
    return status


if __name__ == "__main__":
    sys.exit(main())

"""Where the tools that read OpenAPI documents are installed; `.ci/openapi` and `.ci/generators` use them."""

import os
import pathlib
import subprocess
import venv

TOOLS = [
    "openapi-spec-validator==0.9.0", "schemathesis==4.32.5", "openapi-python-client==0.29.1",
    "datamodel-code-generator==0.89.0", "openapi-generator-cli==7.26.0", "python-dateutil==4.0.0", "ruff==0.17.6",
]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))


def install() -> pathlib.Path | None:
    """The folder with the tools, installed if they are not there yet; none if they are not to be had."""
    home = CACHE / "fanfare-kit" / "openapi-tools"
    stamp = home / "installed"
    if not stamp.exists() or stamp.read_text() != "\n".join(TOOLS):
        venv.create(home, with_pip=True, clear=True)
        pip = [home / "bin/pip", "install", "--quiet", *TOOLS]
        if subprocess.run(pip).returncode != 0:
            return None
        stamp.write_text("\n".join(TOOLS))
    return home / "bin"

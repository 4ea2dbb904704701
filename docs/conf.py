"""How the documentation is built: ``sphinx-build -W -b html docs docs/_build/html``."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from s2sad.version import VERSION  # noqa: E402

project = "s2sad"
author = "the s2sad authors"
copyright = "the s2sad authors, Apache-2.0"  # noqa: A001
release = version = VERSION

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "jupyter_execute"]
html_theme = "furo"
html_title = f"s2sad {VERSION}"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_kernel_rgx_aliases = {".*": "python3"}
nb_merge_streams = True

autodoc_typehints = "none"
autodoc_member_order = "bysource"

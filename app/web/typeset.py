"""HTML in, tagged PDF out: a program of its own, run by `pdf.py` for one page and then gone.

It reads no file and no address: whatever a page names is refused, for the page has everything in it.
"""

import resource
import sys
from typing import NoReturn

MEMORY = 1_500_000_000  # bytes of address space


def main() -> None:
    """Set limits first, load WeasyPrint after."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    from weasyprint import HTML  # noqa: PLC0415 - within the limits
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 - within the limits

    class Nothing(URLFetcher):
        """Fetches nothing at all."""

        def fetch(self, url: str, headers: object = None) -> NoReturn:  # noqa: ARG002 - the parent's signature
            """Refuse."""
            raise FatalURLFetchingError(f"a paper fetches nothing, not even {url[:60]}")

    page = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(HTML(string=page, url_fetcher=Nothing()).write_pdf(pdf_variant="pdf/ua-1"))


main()

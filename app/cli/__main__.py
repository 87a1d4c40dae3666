"""`python -m app.cli`: the same as `girfec`."""

from app.cli import main

main()

"""``python -m grayzone``: the same as the command ``grayzone``."""

from .cli.main import run

if __name__ == "__main__":
    run()

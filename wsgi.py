"""What gunicorn and the flask command load."""

from associate import create_app

app = create_app()

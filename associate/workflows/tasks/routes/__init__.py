"""/tasks: what waits for a person."""

from associate.workflows.tasks.routes import complaints, obstacles, queue, settling, ways
from associate.workflows.tasks.routes.queue import bp

__all__ = ["bp", "complaints", "obstacles", "queue", "settling", "ways"]

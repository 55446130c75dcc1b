"""The rooms of the house: one blueprint for each workflow."""

from associate.workflows.devices.routes import bp as devices
from associate.workflows.handover.routes import bp as handover
from associate.workflows.health.routes import bp as health
from associate.workflows.orders.routes import bp as orders
from associate.workflows.people.routes import bp as people
from associate.workflows.picking.routes import bp as picking
from associate.workflows.pickup_link.routes import bp as pickup_link
from associate.workflows.putback.routes import bp as putback
from associate.workflows.settings.routes import bp as settings
from associate.workflows.tasks.routes import bp as tasks
from associate.workflows.today.routes import bp as today

ROOMS = (
    today,
    picking,
    handover,
    putback,
    orders,
    tasks,
    people,
    devices,
    settings,
    pickup_link,
    health,
)

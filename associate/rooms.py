"""The rooms of the house: one blueprint for each workflow, and whose rules what was on paper goes by."""

from associate.core.acts import afterwards
from associate.core.fulfillment.outages import Happened
from associate.workflows.audit.routes import bp as audit
from associate.workflows.bag_walks.routes import bp as bag_walks
from associate.workflows.bay_sign.routes import bp as bay_sign
from associate.workflows.board.routes import bp as board
from associate.workflows.counts.routes import bp as counts
from associate.workflows.curbside.routes import bp as curbside
from associate.workflows.customers.routes import bp as customers
from associate.workflows.devices.routes import bp as devices
from associate.workflows.figures.routes import bp as figures
from associate.workflows.files.routes import bp as files
from associate.workflows.handover.routes import bp as handover
from associate.workflows.handover.rules.afterwards import handed_over, stayed
from associate.workflows.health.routes import bp as health
from associate.workflows.hygiene.routes import bp as hygiene
from associate.workflows.lookup.routes import bp as lookup
from associate.workflows.manifests.routes import bp as manifests
from associate.workflows.orders.routes import bp as orders
from associate.workflows.outage.routes import bp as outage
from associate.workflows.outbox.routes import bp as outbox
from associate.workflows.packing.routes import bp as packing
from associate.workflows.people.routes import bp as people
from associate.workflows.picking.routes import bp as picking
from associate.workflows.picking.rules.afterwards import not_found, picked
from associate.workflows.pickup_link.routes import bp as pickup_link
from associate.workflows.putback.routes import bp as putback
from associate.workflows.recalls.routes import bp as recalls
from associate.workflows.reorder.routes import bp as reorder
from associate.workflows.returns.routes import bp as returns
from associate.workflows.settings.routes import bp as settings
from associate.workflows.stock.routes import bp as stock
from associate.workflows.tasks.routes import bp as tasks
from associate.workflows.today.routes import bp as today
from associate.workflows.transfers.routes import bp as transfers
from associate.workflows.uncollected.routes import bp as uncollected
from associate.workflows.waves.routes import bp as waves

ROOMS = (
    today,
    board,
    picking,
    waves,
    outbox,
    packing,
    handover,
    returns,
    curbside,
    putback,
    bag_walks,
    uncollected,
    manifests,
    orders,
    customers,
    stock,
    counts,
    transfers,
    lookup,
    reorder,
    recalls,
    figures,
    audit,
    tasks,
    people,
    devices,
    settings,
    files,
    hygiene,
    outage,
    pickup_link,
    bay_sign,
    health,
)

afterwards.rules.update(
    {
        Happened.PICKED: picked,
        Happened.NOT_FOUND: not_found,
        Happened.HANDED_OVER: handed_over,
        Happened.STAYED: stayed,
    }
)

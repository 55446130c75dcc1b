"""Every table of the house in one place, so that migrations and foreign keys know them all.

Nouns that pages import anyway are here too: this list is the whole truth, not what happens to be loaded.
"""

from associate.core.catalog import channels, models, published, stop_sales, taxes  # noqa: F401
from associate.core.customers import loyalty  # noqa: F401
from associate.core.customers import models as customers  # noqa: F401
from associate.core.events import api_tokens, evidence, imports, outbox, seals  # noqa: F401
from associate.core.events import models as events  # noqa: F401
from associate.core.figures import models as figures  # noqa: F401
from associate.core.fulfillment import (  # noqa: F401
    bag_walks,
    batons,
    found,
    interventions,
    offline,
    outages,
    passes,
    visits,
    waves,
)
from associate.core.fulfillment import models as fulfillment  # noqa: F401
from associate.core.inventory import buffers, counts, transfers, untold  # noqa: F401
from associate.core.inventory import models as inventory  # noqa: F401
from associate.core.orders import models as orders  # noqa: F401
from associate.core.orders import till  # noqa: F401
from associate.core.payments import calls as payment_calls  # noqa: F401
from associate.core.payments import credit  # noqa: F401
from associate.core.payments import models as payments  # noqa: F401
from associate.core.payments import news as payment_news  # noqa: F401
from associate.core.returns import models as returns  # noqa: F401
from associate.core.routing import rules  # noqa: F401
from associate.core.shipping import calls, documents, labels, manifests, news, tracking  # noqa: F401
from associate.core.shipping import models as shipping  # noqa: F401
from associate.core.stores import alert_choices, credentials, devices, reasons, shifts, staff, tries  # noqa: F401
from associate.core.stores import models as stores  # noqa: F401
from associate.core.tasks import models as tasks  # noqa: F401

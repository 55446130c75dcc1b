// The customer's page: everything here improves a page that works without it. No library, since it has to arrive
// on a parking lot.
import "./behaviors/live.js"
import "./behaviors/clocks.js"
import "./behaviors/offline.js"
import "./behaviors/share.js"
import "./behaviors/near.js"

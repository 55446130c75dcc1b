// A request is made once; one that takes long or gets no answer says so, where the thumb is.
import { isOurs } from "../lib/reach.js"
import { removeNotice, showNotice } from "../lib/notice.js"

const SLOW = 4000
const timers = new Map() // request -> timer of its "still sending"

document.addEventListener("htmx:beforeSend", event => {
  const { xhr, requestConfig } = event.detail
  requestConfig.triggeringEvent?.submitter?.setAttribute("aria-busy", "true")
  timers.set(xhr, setTimeout(() => showNotice("slow"), SLOW))
})

document.addEventListener("htmx:afterRequest", event => {
  const { xhr, requestConfig } = event.detail
  requestConfig.triggeringEvent?.submitter?.removeAttribute("aria-busy")
  clearTimeout(timers.get(xhr))
  timers.delete(xhr)
  if (!timers.size) removeNotice("slow")
})

// A second tap while the first is under way is the same tap. htmx would keep it, and then send what the form
// holds once the answer has changed it.
document.addEventListener("submit", event => {
  if (event.submitter?.getAttribute("aria-busy") !== "true") return
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)

// No answer means unknown, not failed: the form keeps its command id, so tapping again counts once.
// A scan that got no answer is kept and told about by scanner.js.
const noAnswer = event => { if (event.target !== document.body) showNotice("no-network") }
document.addEventListener("htmx:sendError", noAnswer)
document.addEventListener("htmx:timeout", noAnswer)

document.addEventListener("htmx:beforeSwap", event => {
  const { xhr, requestConfig } = event.detail
  if (isOurs(xhr.status, xhr.getResponseHeader("X-Request-ID"))) return
  Object.assign(event.detail, { shouldSwap: false, isError: false })
  noAnswer({ target: requestConfig.elt })
})

// A status that htmx does not swap brings no sentence of its own; after 401 the login page follows
document.addEventListener("htmx:responseError", event => {
  if (event.detail.xhr.status !== 401) showNotice("no-luck")
})

// Without a network a form that leads to another page would lead to none: the screen stays and says so.
// The offline page, shown in place of a page that did not come, asks for that page again until it does.
import { showNotice } from "../lib/notice.js"

const AGAIN = 5000 // ms

addEventListener("submit", event => {
  if (navigator.onLine || event.defaultPrevented) return
  event.preventDefault()
  showNotice("no-network")
})

// A link as well, where no service worker has a page for it: on the customer's phone
addEventListener("click", event => {
  const link = event.target.closest?.("a[href]")
  if (navigator.onLine || event.defaultPrevented || link?.origin !== location.origin) return
  if (link.hash || navigator.serviceWorker?.controller) return
  event.preventDefault()
  showNotice("no-network")
})

async function tryAgain() {
  if (document.hidden || !navigator.onLine) return
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(AGAIN) }).catch(() => null)
  if (answer) location.reload()
}

if (document.querySelector("[data-offline]")) {
  setInterval(tryAgain, AGAIN)
  addEventListener("online", tryAgain)
  document.addEventListener("visibilitychange", tryAgain)
}

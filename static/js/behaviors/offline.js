// Without a network a form that leads to another page would lead to none: the screen stays and says so.
// The offline page, shown in place of a page that did not come, asks for that page again until it does.
import { showNotice } from "../lib/notice.js"
import { isOurs, isReached } from "../lib/reach.js"

const AGAIN = 5000 // ms
const SOON = 1000

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

// What is never done offline is shut while there is no network, and says so. Nor does a deed overtake the steps of
// its job that still have to be sent.
const DEEDS = "form[method=post]:not([data-scan]) [type=submit]"
const mustWait = button => !isReached() || Boolean(button.closest("[data-ahead]"))

function shutOrOpen() {
  const notice = document.getElementById("needs-network")
  if (!notice) return
  document.querySelectorAll(`${DEEDS}:enabled, [data-was-enabled]`).forEach(button => {
    button.disabled = mustWait(button)
    button.toggleAttribute("data-was-enabled", button.disabled)
  })
  const said = document.querySelector(".needs-network")
  const shut = document.querySelector("[data-was-enabled]")
  if (shut && !said) document.querySelector("main").append(notice.content.cloneNode(true))
  if (!shut) said?.remove()
}

addEventListener("offline", shutOrOpen)
addEventListener("online", shutOrOpen)
document.addEventListener("ahead", shutOrOpen)
document.addEventListener("htmx:afterSettle", shutOrOpen)
shutOrOpen()

let leaving = false // asked for once, it may be slow: another reload would begin it anew

async function tryAgain() {
  if (leaving || document.hidden || !navigator.onLine) return
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(AGAIN) }).catch(() => null)
  if (leaving || !answer || !isOurs(answer.status, answer.headers.get("X-Request-ID"))) return
  leaving = true
  location.reload()
}

if (document.querySelector("[data-offline]")) {
  setInterval(tryAgain, AGAIN)
  addEventListener("online", () => { tryAgain(); setTimeout(tryAgain, SOON) }) // a device says so before it is so
  document.addEventListener("visibilitychange", tryAgain)
}

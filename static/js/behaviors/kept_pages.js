// Which pages open without a network: remembered as they are now, forgotten where somebody else signs in. A page that
// came from there says of when it is.
import { forgetPages } from "../lib/pages.js"
import { isReached } from "../lib/reach.js"
import { known } from "../lib/outbox.js"

const { drawn } = document.documentElement.dataset // when the store drew this page, if it comes from the cache
let asOf = Number(drawn) || Date.now()

if (/^\/(login|enroll|retired)(\/|$)/.test(location.pathname)) forgetPages()

function showStrip() {
  const words = document.getElementById("offline-strip")
  document.querySelector("[data-offline-strip]")?.remove()
  if (!words || !document.querySelector("[data-keep]") || isReached()) return
  const strip = words.content.firstElementChild.cloneNode(true)
  const time = new Date(asOf).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hour12: false })
  strip.querySelector("span").textContent = strip.dataset.offlineStrip.replace("{time}", time)
  document.querySelector(".topbar").after(strip)
}

addEventListener("offline", () => {
  if (!drawn) asOf = Date.now()
  showStrip()
})
addEventListener("online", () => drawn ? location.reload() : showStrip())
showStrip()

// A new version of the app waits until nothing of the old one's is left to send
export async function startWorker() {
  const worker = await navigator.serviceWorker?.register("/sw.js").catch(() => null)
  const takeOver = () => { if (!known()) worker.waiting?.postMessage("take over") }
  if (!worker) return
  takeOver()
  document.addEventListener("outbox", takeOver)
  worker.addEventListener("updatefound", () => worker.installing?.addEventListener("statechange", takeOver))
}

// [data-live=URL][data-version=N]: ask URL?v=N every data-every seconds; 204 is "current", 200 brings the element anew.
// With data-aside it stands beside what the screen is about: its answer doesn't make the screen current.
import { heardAnswer, hearSilence, wakeUp } from "../lib/pulse.js"
import { replace } from "../lib/replace.js"

const due = new WeakMap() // element -> when to ask next, in ms
const asking = new WeakSet()

const liveParts = () => document.querySelectorAll("[data-live]")

// 10 % more or less, so that the tablets of a shop do not ask all at once
function wait(element) {
  const every = Number(element.dataset.every ?? 3) * 1000
  due.set(element, performance.now() + every * (0.9 + Math.random() * 0.2))
}

export async function refresh(element) {
  if (asking.has(element)) return
  asking.add(element)
  const current = await ask(element).catch(() => false)
  asking.delete(element)
  if (element.isConnected) wait(element)
  if (current && element.dataset.aside === undefined) heardAnswer()
}

// True when the element is current now. Any other answer than these two leaves it as old as it was.
async function ask(element) {
  const url = new URL(element.dataset.live, location.href)
  const version = element.dataset.version
  url.searchParams.set("v", version ?? "")
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(10000) })
  const elsewhere = answer.headers.get("HX-Redirect")
  if (elsewhere) location.assign(elsewhere)
  else if (answer.status === 200) put(element, version, await answer.text())
  return [200, 204].includes(answer.status)
}

// An answer that was under way while a scan changed the element is older than what is shown
function put(element, version, html) {
  if (!element.isConnected || element.dataset.version !== version) return
  const fresh = document.createElement("template")
  fresh.innerHTML = html
  // The answer to the last scan stays until the next one, or until there is news of what it was about
  const flash = element.querySelector("#flash")
  const isNews = Boolean(fresh.content.querySelector("#flash[data-news]"))
  if (flash && !isNews) fresh.content.querySelector("#flash")?.replaceWith(flash.cloneNode(true))
  if (!window.htmx) return replace(element, fresh.content.firstElementChild)
  const about = { contextElement: document.body, eventInfo: { polled: true, isNews } }
  htmx.swap(element, fresh.content, { swapStyle: "morph:outerHTML" }, about)
}

function tick() {
  hearSilence()
  if (document.hidden || !navigator.onLine) return
  for (const element of liveParts()) {
    if ("ahead" in element.dataset) continue // it shows more than the store knows
    if (!due.has(element)) wait(element)
    else if (performance.now() >= due.get(element)) refresh(element)
  }
}

function refreshAll() {
  if (!document.hidden && navigator.onLine) document.querySelectorAll("[data-live]:not([data-ahead])").forEach(refresh)
}

setInterval(tick, 250)
addEventListener("online", refreshAll)
addEventListener("offline", hearSilence)
document.addEventListener("visibilitychange", () => {
  wakeUp()
  refreshAll()
})
// What a tap or a scan brings is as fresh as what a poll brings
document.addEventListener("htmx:afterSwap", event => {
  if (event.detail.target?.matches?.("[data-live]") && !event.detail.polled) heardAnswer()
})
hearSilence()

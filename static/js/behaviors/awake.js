// [data-awake]: a screen with open work on it doesn't go dark in the hand (Screen Wake Lock API). The browser lets go of
// the lock whenever the page is hidden, so it is asked for again as it comes back; no work, no lock.
let lock = null
let asking = false

const wanted = () => Boolean(document.querySelector("[data-awake]")) && !document.hidden

async function look() {
  if (asking) return
  asking = true
  if (wanted() && (!lock || lock.released)) lock = await navigator.wakeLock.request("screen").catch(() => null)
  else if (!wanted() && lock) {
    await lock.release().catch(() => null)
    lock = null
  }
  asking = false
}

if (navigator.wakeLock) {
  look()
  document.addEventListener("visibilitychange", look)
  document.addEventListener("htmx:afterSwap", look)
}

// time[data-since]: minutes and seconds since then, counted here, so that a board doesn't change each second.
// [data-server-now] says what time it was at the server when the page came: a tablet's own clock may be wrong.
const MINUTE = 60

function ahead() {
  const told = document.querySelector("[data-server-now]")?.dataset.serverNow
  const [came] = performance.getEntriesByType("navigation")
  return told && came ? new Date(told) - (performance.timeOrigin + came.responseStart) : 0
}

const offset = ahead() // ms that the server's clock is ahead of ours

function tick() {
  for (const time of document.querySelectorAll("time[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + offset - new Date(time.dataset.since)) / 1000))
    const words = `${Math.floor(seconds / MINUTE)}:${String(seconds % MINUTE).padStart(2, "0")}`
    if (time.textContent !== words) time.textContent = words
  }
}

setInterval(tick, 500)
document.addEventListener("htmx:afterSwap", tick)
tick()

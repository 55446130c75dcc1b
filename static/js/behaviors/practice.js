// [data-practice-scan=CODE]: a tap is a scan of that code, as if a scanner had read it. What it led to shows at once.
import { refresh } from "./live.js"
import { scan } from "./scanner.js"

document.addEventListener("click", event => {
  const key = event.target.closest("[data-practice-scan]")
  if (key) scan(key.dataset.practiceScan, "wedge")
})

document.addEventListener("htmx:afterSettle", event => {
  const guide = document.querySelector("#guide")
  if (guide && !event.detail.polled) refresh(guide)
})

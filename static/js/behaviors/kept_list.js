// [data-kept-list], on the page that says there is no network: the outage list that this device keeps (sw-list.js)
const link = document.querySelector("[data-kept-list]")

async function offer() {
  const kept = await caches.match(link.getAttribute("href"), { cacheName: "outage-list" })
  if (!kept) return
  link.querySelector("[data-words]").textContent = link.dataset.keptList.replace("{at}", kept.headers.get("X-Made-At"))
  link.hidden = false
}

if (link && globalThis.caches) offer()

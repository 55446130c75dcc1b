// Pages that open without a network: as the store drew them last, for one person on one device, for a day at most.
// A page says so by [data-keep=whose]; the service worker only reads what is put here.
const PREFIX = "pages-"
export const KEPT_AT = "X-Kept-At"

export async function rememberPage() {
  const whose = document.querySelector("[data-keep]")?.dataset.keep
  if (!globalThis.caches) return
  if (!whose) return forgetThisPage()
  await forgetPages(PREFIX + whose)
  const cache = await caches.open(PREFIX + whose)
  await put(cache, location.pathname, drawn())
  return keepOutbox(cache)
}

const put = (cache, path, html) =>
  cache.put(path, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", [KEPT_AT]: Date.now() } }))

// What waits to be sent is to be seen where nothing answers, also by who never opened the outbox
async function keepOutbox(cache) {
  const path = document.querySelector("a.live")?.pathname
  if (!path || await cache.match(path)) return
  const answer = await fetch(path, { redirect: "error" }).catch(() => null)
  if (answer?.ok) await put(cache, path, (await answer.text()).replace("<html", `<html data-drawn="${Date.now()}"`))
}

export async function forgetPages(but = "") {
  const names = await globalThis.caches?.keys() ?? []
  await Promise.all(names.filter(name => name.startsWith(PREFIX) && name !== but).map(name => caches.delete(name)))
}

// This screen names somebody's phone by now, say: it isn't one that is kept
async function forgetThisPage() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX)) await (await caches.open(name)).delete(location.pathname)
  }
}

// As the store drew it: without what it said last, and what a browser put there
function drawn() {
  const page = document.documentElement.cloneNode(true)
  page.removeAttribute("class")
  delete page.dataset.unsent
  page.dataset.drawn = Date.now()
  page.querySelectorAll("dialog[open], [data-notice], [data-offline-strip], .needs-network").forEach(node => node.remove())
  page.querySelectorAll("#flash").forEach(flash => flash.replaceWith(Object.assign(document.createElement("div"), { id: "flash" })))
  page.querySelectorAll("[data-was-enabled]").forEach(button => {
    button.disabled = false
    delete button.dataset.wasEnabled
  })
  page.querySelectorAll(".live, [data-unsent], [data-stuck]").forEach(mark => { mark.hidden = true })
  return "<!doctype html>" + page.outerHTML
}

// Keeps the app's shell, and one page that says there is no network. Of pages only those open without one that said so
// themselves (lib/pages.js), for a day; fragments and posts are never kept here. A new worker waits until the page
// has nothing left to send.
const VERSION = "__VERSION__"
const CACHE = `shell-${VERSION}`
const OFFLINE = "/offline"
const SHELL = "__SHELL__"
importScripts("/assets/__VERSION__/js/sw-push.js")
importScripts("/assets/__VERSION__/js/sw-list.js")

const PAGES = "pages-"
const A_DAY = 86400000 // ms
const PATIENCE = 8000 // ms for a page; a slow network is still a network

addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll([OFFLINE, ...SHELL])))
})

addEventListener("message", event => {
  if (event.data === "take over") skipWaiting()
})

addEventListener("activate", event => {
  event.waitUntil(removeOldShells().then(() => clients.claim()))
})

addEventListener("fetch", event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.mode === "navigate") event.respondWith(isRead(request) ? networkThenOffline(request) : sendOrReturn(request))
  else if (isRead(request) && pathname.startsWith("/assets/")) event.respondWith(shellThenNetwork(request))
})

const isRead = request => request.method === "GET"

// And the pages that were drawn for them
async function removeOldShells() {
  const names = await caches.keys()
  const old = names.filter(name => name.startsWith("shell-") && name !== CACHE)
  const pages = old.length ? names.filter(name => name.startsWith(PAGES)) : []
  return Promise.all([...old, ...pages].map(name => caches.delete(name)))
}

// A proxy answers for a server that is gone (502 to 504): what we say bears an id, anything else is no answer
async function ours(request, how) {
  const answer = await fetch(request, how)
  if (answer.status >= 502 && !answer.headers.has("X-Request-ID")) throw new Error("no answer")
  return answer
}

// A redirect (to the login, say) comes back unopened and the browser follows it: it must pass through as it is
async function networkThenOffline(request) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE))
  try {
    return await Promise.race([ours(request), late])
  } catch {
    return (await keptPage(request)) ?? (await caches.match(OFFLINE)) ?? Response.error()
  }
}

// Under the headers that our pages have, so that nothing foreign runs in it either
async function keptPage(request) {
  for (const name of await caches.keys()) {
    const found = name.startsWith(PAGES) && await (await caches.open(name)).match(new URL(request.url).pathname)
    const shell = await caches.match(OFFLINE)
    if (!found || !shell) continue
    if (Date.now() - Number(found.headers.get("X-Kept-At")) > A_DAY) await caches.delete(name)
    else return new Response(found.body, { headers: shell.headers })
  }
}

// A form that could not be sent, or whose answer got lost: back to the page it stood on, which shows what is true
async function sendOrReturn(request) {
  return ours(request).catch(() => Response.redirect(request.referrer || "/", 303))
}

async function shellThenNetwork(request) {
  return (await caches.match(request)) ?? fetch(request)
}

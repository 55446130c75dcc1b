// Keeps the app's shell, and one page that says there is no network.
// Pages, fragments and posts are never kept: what a shop shows must be current, and it names customers.
const VERSION = "__VERSION__"
const CACHE = `shell-${VERSION}`
const OFFLINE = "/offline"
const SHELL = [/* SHELL */]
importScripts("/assets/__VERSION__/js/sw-push.js")
importScripts("/assets/__VERSION__/js/sw-list.js")

const PATIENCE = 8000 // ms for a page; a slow network is still a network

addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll([OFFLINE, ...SHELL])).then(() => skipWaiting()))
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

async function removeOldShells() {
  const names = await caches.keys()
  return Promise.all(names.filter(name => name.startsWith("shell-") && name !== CACHE).map(name => caches.delete(name)))
}

// A redirect (to the login, say) comes back unopened and the browser follows it: it must pass through as it is
async function networkThenOffline(request) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE))
  try {
    return await Promise.race([fetch(request), late])
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error()
  }
}

// A form that could not be sent, or whose answer got lost: back to the page it stood on, which shows what is true
async function sendOrReturn(request) {
  return fetch(request).catch(() => Response.redirect(request.referrer || "/", 303))
}

async function shellThenNetwork(request) {
  return (await caches.match(request)) ?? fetch(request)
}

// Keeps the app's shell, and one page that says there is no network.
// Pages, fragments and posts are never kept: what a shop shows must be current, and it names customers.
const VERSION = "__VERSION__"
const CACHE = `shell-${VERSION}`
const OFFLINE = "/offline"
const SHELL = [/* SHELL */]
const PATIENCE = 3000

addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll([OFFLINE, ...SHELL])).then(() => skipWaiting()))
})

addEventListener("activate", event => {
  event.waitUntil(removeOldShells().then(() => clients.claim()))
})

addEventListener("fetch", event => {
  const { request } = event
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return
  if (request.mode === "navigate") event.respondWith(networkThenOffline(request))
  else if (new URL(request.url).pathname.startsWith("/assets/")) event.respondWith(shellThenNetwork(request))
})

async function removeOldShells() {
  const names = await caches.keys()
  return Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name)))
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

async function shellThenNetwork(request) {
  return (await caches.match(request)) ?? fetch(request)
}

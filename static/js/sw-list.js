// Part of the service worker (importScripts in sw.js): keeps the latest outage list on a device of a store, and shows it
// where nothing answers. It holds first names and ends of codes, so it goes with whoever signs out, and after a day.
// sw.js has ours() and sendOrReturn(); what is answered here isn't asked for there.
{
  const LIST = "/documents/outage.pdf"
  const LISTS = "outage-list"
  const LOGOUT = "/logout"
  const LOGIN = "/login"
  const OUR_ID = "X-Request-ID" // of each answer that is the store's
  const OLD = 15 * 60 * 1000 // ms until the server is asked for a newer one
  const TOO_OLD = 24 * 60 * 60 * 1000 // ms: a device that nobody found is no place for it
  const PATIENCE = 8000 // ms
  const PAUSE = 60 * 1000 // ms until it is asked again where there was none
  let asking = null
  let askedInVain = 0

  addEventListener("fetch", event => {
    const { request } = event
    const { origin, pathname } = new URL(request.url)
    if (origin !== location.origin || request.mode !== "navigate") return
    if (request.method !== "POST" && pathname === LIST) return reply(event, newestList(request))
    if (request.method !== "POST") return event.waitUntil(asking ??= keepFresh().finally(() => { asking = null }))
    if (pathname === LOGOUT) event.waitUntil(reply(event, sendOrReturn(request)).then(letGo))
  })

  const reply = (event, answer) => {
    event.stopImmediatePropagation()
    event.respondWith(answer)
    return answer
  }

  const newestList = async request => {
    const answer = await ours(request, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null)
    const isAnswer = answer?.type === "opaqueredirect" || answer?.headers.has(OUR_ID) // whatever a proxy's page says
    return isAnswer ? answer : (await keptList()) ?? (await caches.match("/offline")) ?? Response.error()
  }

  // A redirect shows nobody where it leads: only the store's own way to its login says that they are signed out. A
  // locked screen is led to its PIN, a proxy leads anywhere
  const letGo = async left => {
    if (left.type !== "opaqueredirect") return
    await asking
    const answer = await fetch(`${LIST}?keep=1`).catch(() => null)
    if (answer?.headers.has(OUR_ID) && new URL(answer.url).pathname === LOGIN) await caches.delete(LISTS)
  }

  const keptList = async () => {
    const kept = await caches.match(LIST, { cacheName: LISTS })
    if (kept && age(kept) > TOO_OLD) await caches.delete(LISTS)
    return kept && age(kept) <= TOO_OLD ? kept : undefined
  }

  const age = kept => Date.now() - Date.parse(kept.headers.get("Date") ?? 0)

  // Whole, before it takes the place of the one that is there
  const put = async answer => {
    const whole = new Response(await answer.blob(), { headers: answer.headers })
    const lists = await caches.open(LISTS)
    return lists.put(LIST, whole)
  }

  // 204: there is no list, or this browser is no device of a store (any more). A way to the login says nothing: a
  // locked screen keeps it
  const keepFresh = async () => {
    const kept = await keptList()
    if (kept ? age(kept) < OLD : Date.now() - askedInVain < PAUSE) return
    const answer = await fetch(`${LIST}?keep=1`, { redirect: "manual" }).catch(() => null)
    if (!answer?.headers.has(OUR_ID)) return
    if (answer.status === 204) askedInVain = Date.now()
    if (answer.status === 204) return caches.delete(LISTS)
    if (answer.status === 200) return put(answer)
  }
}

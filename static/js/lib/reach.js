// Does the store answer? A browser says that it's online when it merely has some network: what was heard last counts
// more. A page from the cache begins without an answer. Who changes it tells the page as the browser would.
let answers = !document.documentElement.dataset.drawn

export const isReached = () => navigator.onLine && answers

// A proxy answers for a server that is gone: only what bears our id is ours
export const isOurs = (status, id) => status < 502 || Boolean(id)

export function noteAnswer(came) {
  if (answers === came) return
  answers = came
  if (navigator.onLine) dispatchEvent(new Event(came ? "online" : "offline"))
}

addEventListener("online", event => { answers ||= event.isTrusted })

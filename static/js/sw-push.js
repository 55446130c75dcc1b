// Part of the service worker (importScripts in sw.js): shows an alert, and opens what it is about when tapped.
addEventListener("push", event => {
  const note = event.data?.json() ?? {}
  const sound = note.silent ? { silent: true } : { vibrate: [120, 60, 120] }
  const shown = { body: note.body, tag: note.tag, data: { url: note.url }, ...sound }
  event.waitUntil(registration.showNotification(note.title ?? "Associate", shown))
})

addEventListener("notificationclick", event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url))
})

// Only a page of our own: a tab that is open already comes to the front
async function open(path) {
  const url = new URL(path ?? "/", location.origin)
  if (url.origin !== location.origin) return
  const tabs = await clients.matchAll({ type: "window" })
  const tab = tabs.find(each => each.url === url.href)
  return tab ? tab.focus() : clients.openWindow(url.href)
}

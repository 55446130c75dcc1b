// form[data-wipe]: the device was retired. Everything this origin kept in the browser goes, then the server is told.
const form = document.querySelector("form[data-wipe]")

async function empty() {
  localStorage.clear()
  sessionStorage.clear()
  const names = await globalThis.caches?.keys() ?? []
  await Promise.all(names.map(name => caches.delete(name)))
  const workers = await navigator.serviceWorker?.getRegistrations() ?? []
  await Promise.all(workers.map(worker => worker.unregister()))
  const stores = await indexedDB.databases?.() ?? []
  stores.forEach(store => indexedDB.deleteDatabase(store.name))
}

if (form) empty().finally(() => form.submit())

// Steps made without a network, in IndexedDB: in the order they were made, each with its person and command id.
// A step leaves only when the store has answered to it. One that the store could not keep is stuck: it stays here, and
// is not sent again, until a person has seen it. Over plain http it works too; a browser without it keeps none.
const NAME = "outbox"
const SEEN = "outbox" // in localStorage: how many there are, for other tabs and for the first moment of a page

let opening

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore("steps", { keyPath: "seq", autoIncrement: true })
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close() // the device is being emptied
      resolve(asked.result)
    }
    asked.onerror = () => reject(asked.error)
  })
  return opening
}

// Resolves once it is on the disk
async function deed(mode, act) {
  const database = await open()
  return new Promise((resolve, reject) => {
    const turn = database.transaction("steps", mode, { durability: "strict" })
    const asked = act(turn.objectStore("steps"))
    turn.oncomplete = () => resolve(asked.result)
    turn.onabort = turn.onerror = () => reject(turn.error)
  })
}

export async function keep(step) {
  const seq = await deed("readwrite", steps => steps.add(step))
  await count()
  return { ...step, seq }
}

const everything = () => deed("readonly", steps => steps.getAll())

export const all = async () => (await everything()).filter(step => !step.stuck)
export const stuck = async () => (await everything()).filter(step => step.stuck)

export async function stick(step) {
  await deed("readwrite", steps => steps.put({ ...step, stuck: true }))
  await count()
}

export async function drop(seq) {
  await deed("readwrite", steps => steps.delete(seq))
  await count()
}

export async function count() {
  const n = (await all()).length
  localStorage.setItem(SEEN, n)
  document.documentElement.dataset.unsent = n
  document.dispatchEvent(new CustomEvent("outbox", { detail: n }))
  return n
}

// At once, as of the last change: for what can't wait, such as a tap on "Sign out"
export const known = () => Number(localStorage.getItem(SEEN)) || 0

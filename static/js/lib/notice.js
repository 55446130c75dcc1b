// Sentences the browser says by itself. Their words are in <template>s of the page, so that they are translated.

const dock = () => document.querySelector("dialog[open]:not([data-camera])") ?? document.querySelector(".dock") ?? document.body

// Puts a copy of a template's content at the top of the dock, in place of the last answer. facts: texts by selector
export function showNotice(id, facts = {}) {
  const notice = document.getElementById(id)?.content.firstElementChild.cloneNode(true)
  if (!notice) return
  removeNotice(id)
  notice.dataset.notice = id
  for (const [place, text] of Object.entries(facts)) notice.querySelector(place).textContent = text
  if (notice.matches(".flash")) {
    document.getElementById("flash")?.remove()
    notice.id = "flash"
  }
  dock().prepend(notice)
  if (notice.matches(".flash")) document.dispatchEvent(new CustomEvent("flash", { detail: notice }))
  return notice
}

export function removeNotice(id) {
  document.querySelectorAll(`[data-notice="${id}"]`).forEach(notice => notice.remove())
}

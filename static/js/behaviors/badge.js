// The number on the icon of the installed app (Badging API): what waits in the rooms of the rail, as the page counts
// it. The gate, where nobody is signed in, takes it away; a job has no rail and leaves it as it was.
const rail = document.querySelector(".rail")

function waiting() {
  return [...rail.querySelectorAll("[data-waits]")].reduce((sum, count) => sum + Number(count.dataset.waits), 0)
}

function show() {
  if (rail) return navigator.setAppBadge(waiting()) // 0 takes it away
  if (document.querySelector(".gate")) return navigator.clearAppBadge()
}

if (navigator.setAppBadge && !location.pathname.startsWith("/practice/")) show()?.catch(() => null) // not installed, or not allowed

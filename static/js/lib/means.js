// What a scanned code means, as far as a browser can tell; the store reads it anew when it comes.
// GTINs compare as GTIN-14 with their check digit (GS1 General Specifications, section 3.3.2), as core/catalog/codes.

// known: a SKU in small letters, or a GTIN-14
export function meansSame(code, known) {
  const text = code.trim().toLowerCase()
  return known !== "" && (text === known || gtins(text).includes(known))
}

function gtins(text) {
  const plain = text.replace(/^\][a-z]\d/, "").replace(/[\s-]/g, "")
  const inside = /^(?:\(01\)|01)(\d{14})/.exec(plain) ?? /\/01\/(\d{8,14})(?:[/?]|$)/.exec(plain)
  const found = inside && !/^\d{13}$/.test(plain) ? [inside[1].padStart(14, "0")] : []
  if (!/^(\d{8}|\d{12,14})$/.test(plain)) return found
  found.push(plain.padStart(14, "0"))
  if (plain.length === 8) found.push(expanded(plain).padStart(14, "0"))
  return found
}

// UPC-E, eight digits, as the UPC-A it is short for
function expanded(short) {
  const [system, a, b, c, d, e, how, check] = short
  const middle = "012".includes(how) ? `${a}${b}${how}0000${c}${d}${e}`
    : how === "3" ? `${a}${b}${c}00000${d}${e}`
    : how === "4" ? `${a}${b}${c}${d}00000${e}`
    : `${a}${b}${c}${d}${e}0000${how}`
  return system + middle + check
}

// A bag's tag or a place: { kind, tag }, or nothing
export function tagOf(code) {
  const text = code.trim().toUpperCase()
  const ours = /^(BAG|LOC)[-:]?(.+)$/.exec(text)
  if (ours) return { kind: ours[1] === "BAG" ? "bag" : "place", tag: ours[2] }
  return /^[A-Z0-9]{3}$/.test(text) ? { kind: "bag", tag: text } : null
}

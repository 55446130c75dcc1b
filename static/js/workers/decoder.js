// ZXing, for browsers that read no codes themselves: the picture of a camera in, what it says out. In a worker the
// page stays smooth, and its Content-Security-Policy needs no word about WebAssembly.
const FOLDER = new URL("../../vendor/zxing-wasm-3.1.3/", location)
const OPTIONS = {
  formats: ["EANUPC", "Code128", "Code39", "Code93", "ITF", "DataBar", "QRCode", "DataMatrix", "Aztec", "PDF417"],
  maxNumberOfSymbols: 4,
  textMode: "Plain",
  tryInvert: false,
}

importScripts(new URL("index.js", FOLDER))
ZXingWASM.prepareZXingModule({ overrides: { locateFile: name => new URL(name, FOLDER).href }, fireImmediately: true })

onmessage = async ({ data }) => {
  const found = await ZXingWASM.readBarcodes(data, OPTIONS).catch(error => ({ error: String(error) }))
  postMessage(found.error ? found : found.filter(code => code.isValid).map(told))
}

const told = ({ symbologyIdentifier, text, position }) => ({
  text: symbologyIdentifier + text,
  corners: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft],
})

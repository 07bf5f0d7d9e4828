// Writes vectors.json: envelope files made by WebCrypto, apart from the code that
// reads them. Run with: node vectors.mjs > vectors.json
import { webcrypto as crypto } from 'node:crypto'

const ascii = (text) => new TextEncoder().encode(text)
const join = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))))
const count = (n, step) => Uint8Array.from({ length: n }, (_, i) => (i * step) & 255)

async function file(exponent, plaintext, blob) {
  const dataKey = count(32, 7)
  const salt = count(32, 3)
  const header = join(ascii('miyaoenv'), [1, exponent, blob.length >> 8, blob.length & 255], blob, salt)
  const secret = await crypto.subtle.importKey('raw', dataKey, 'HKDF', false, ['deriveKey'])
  const info = join(ascii('miyao envelope v1\n'), header)
  const key = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, secret,
    { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const size = 2 ** exponent
  const parts = [header]
  for (let at = 0, chunk = 0; at === 0 || at < plaintext.length; at += size, chunk++) {
    const iv = new Uint8Array(12)
    iv[10] = chunk
    iv[11] = at + size >= plaintext.length ? 1 : 0
    parts.push(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plaintext.slice(at, at + size))))
  }
  return { dataKey, file: join(...parts) }
}

const vectors = []
for (const [name, exponent, length] of [['empty', 18, 0], ['one byte', 18, 1], ['one full chunk', 12, 4096], ['three chunks', 12, 10000]]) {
  const plaintext = count(length, 5)
  const blob = ascii(`blob of ${name}`)
  const { dataKey, file: made } = await file(exponent, plaintext, blob)
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', plaintext)).toString('hex')
  const base64 = (bytes) => Buffer.from(bytes).toString('base64')
  vectors.push({ name, blob: base64(blob), dataKey: base64(dataKey), length, sha256: digest, file: base64(made) })
}
process.stdout.write(JSON.stringify(vectors, null, 1) + '\n')

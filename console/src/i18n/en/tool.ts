// The English texts of the online tool.
import type { Shape } from '../shape'
import type zh from '../zh/tool'

const texts: Shape<typeof zh> = {
  context: {
    title: 'Encryption context', encryptText: 'Names and values that are bound to the ciphertext, such as environment or purpose. They are no secret, and must be given again to decrypt.', decryptText: 'If a context was given at encryption, the same one is needed here.',
    form: 'Form', pairs: 'Pairs', name: 'Name {{n}}', value: 'Value {{n}}', remove: 'Remove pair {{n}}', add: 'Add pair', long: 'At most 1024 characters', twice: 'A name stands twice',
  },
  tool: {
    intro: 'For single encryptions, such as a first ciphertext of a password. Plaintext is shown on this page only and forgotten when you leave it.', key: 'Key', mode: 'Operation', noKeys: 'No key can be used', noKeysText: 'The online tool needs an enabled key.',
    manyKeys: 'The newest {{n}} of {{total}} keys; search for others.', chooseKey: 'Choose a key', searchKey: 'Search keys', foundKeys: 'Keys found: {{n}}', byAddress: 'Open the online tool from the page of a key.', mayNot: 'You may not use this key', mayNotText: 'No policy lets you encrypt, decrypt or sign with it. Choose another key, or ask an administrator.',
    notEnabled: 'This key is not enabled; the server will refuse.', plaintext: 'Plaintext', ciphertext: 'Ciphertext', message: 'Message', signature: 'Signature', encryptedFile: 'Encrypted file', plainFile: 'Decrypted file',
    form: 'Form', forms: { text: 'Text', base64: 'Base64' },
    counter: '{{n}} / {{max}} bytes', noBase64: 'Not valid Base64', unreadable: 'The browser cannot read or keep this file ({{name}}). It may have been changed or moved meanwhile, or be too large for the memory and disk that the browser has. Choose it again; for very large files use the command line: miyao envelope.', folder: 'This is a folder. Choose a file, or pack the folder first.', emptyFile: 'The file is empty', noCiphertext: 'This is no ciphertext. Paste all of the text that encryption gave, or choose the file that holds it.', noSignature: 'A signature is Base64 text or a file.',
    chooseFile: 'Choose file', removeFile: 'Remove file', download: 'Download', run: 'Run', clear: 'Clear', usedKey: 'Key used:', algorithm: 'Algorithm', messageType: 'Message type', raw: 'Raw', digest: 'Digest',
    hashed: 'The file is larger than 4 KB: the browser computes its {{hash}} digest here and sends only that.', tooLarge: 'More than 4 KB. Compute the digest yourself and choose "Digest".', withPublicKey: 'Encrypt with the public key on your machine:',
    encrypt: { name: 'Encrypt', placeholder: 'Type a secret, or drop a file here', result: 'The ciphertext will be here', filePlaceholder: 'The encrypted file will be here' },
    decrypt: { name: 'Decrypt', placeholder: 'Paste a ciphertext, or drop its file here', result: 'The plaintext will be here', filePlaceholder: 'The decrypted file will be here', asymmetric: 'Paste what was encrypted with the public key (Base64), or drop its file here' },
    sign: { name: 'Sign', placeholder: 'Type a message, or drop a file here', result: 'The signature will be here' },
    verify: { name: 'Verify', placeholder: 'Type the message, or drop its file here', signature: 'Paste the signature (Base64), or drop its file here', valid: 'The signature is valid', invalid: 'The signature is not valid: message, signature or key do not fit' },
    datakey: {
      name: 'Generate data key', text: 'Data keys encrypt large data on your machine: encrypt with the plaintext key, forget it, keep the ciphertext beside the data, and decrypt it when needed.', length: 'Length in bytes', lengthHint: '1 to 1024; AES-256 needs 32', keep: 'Keeping',
      keepNot: 'Not kept', keepNotText: 'The server keeps nothing; you keep the ciphertext.', keepYes: 'Hosted by KMS', keepYesText: 'The server keeps the ciphertext, to be had by name.', run: 'Generate', plaintext: 'Data key in plaintext (Base64)', ciphertext: 'Data key as ciphertext',
    },
  },
  envelope: {
    explain: 'More than 4 KB: it will be encrypted in this browser under a data key of the server. The content does not leave this machine. The command line opens the file too: miyao envelope decrypt.', explainDecrypt: 'This is an envelope file: the server decrypts its data key, this browser the file, which does not leave this machine.',
    insecure: 'Envelope encryption needs the cryptography of the browser, which works over HTTPS or on the local machine only. Switch TLS on, or use the command line: miyao envelope.', progress: 'Progress', done: '{{done}} of {{total}} ({{percent}} %)', ready: 'Done, {{size}}',
    fault: { format: 'This is not an envelope file.', version: 'The file was made by a later version of miyao; please upgrade.', damaged: 'The file is damaged or incomplete, or belongs to another key. Nothing was given out.', aborted: 'Stopped.' },
  },
}

export default texts

// The English texts of the console; their structure is that of the Chinese ones.
import more from './en-more'
import type { Texts } from './zh'

const texts: Texts = {
  ...more,
  shell: {
    product: 'Key Management', menu: 'Menu', navigation: 'Main navigation', skip: 'Skip to content', region: 'Region', signOut: 'Sign out',
    account: 'Signed in as {{name}}', notFound: 'There is no such page', notFoundText: 'The address may be wrong, or the page has moved.', dark: 'Switch to dark', light: 'Switch to light',
  },
  nav: {
    kms: 'Keys', admin: 'Administration', overview: 'Overview', keys: 'Customer keys', tool: 'Online tool', dataKeys: 'Data keys', whiteBox: 'White-box keys',
    access: 'Access', audit: 'Audit', settings: 'Settings',
  },
  common: {
    optional: '(optional)', loading: 'Loading', copy: 'Copy', copied: 'Copied', close: 'Close', cancel: 'Cancel', confirm: 'Confirm', save: 'Save',
    retry: 'Try again', refresh: 'Refresh', none: 'None', edit: 'Edit {{what}}', dropHere: 'Drop the file here, or', otherFile: 'Choose another file',
    typeToConfirm: 'Type {{text}} to confirm',
  },
  error: {
    network: 'The server cannot be reached. Check the network and try again.', expired: 'The session has expired. Please sign in again.', copy: 'Copy the error',
    denied: 'You do not have this permission. Ask an administrator to allow the action that the message names in a policy.',
  },
  table: {
    select: 'Select {{name}}', selectAll: 'Select all on this page', pages: 'Pages', total: '{{total}} in all', size: 'Rows on a page', perPage: '{{n}} a page',
    previous: 'Previous page', next: 'Next page',
  },
  signin: {
    title: 'Sign in to the console', name: 'User name', nameHint: 'Leave it empty for the root user', account: 'Account uin', accountHint: 'Needed where the server has several accounts',
    password: 'Password', code: 'One-time code', codeHint: 'The 6 digits of your authenticator app', submit: 'Sign in', oidc: 'Sign in with {{name}}', otherAccount: 'Sign in to another account',
    needsSetup: 'No password was set yet. Open the one-time link that the server printed at its first start; if it no longer works, run "miyao console link" on the server for a new one.',
  },
  setup: {
    title: 'Set the root password', text: 'Sets the password of the root user. This link works once; an earlier password stops working.', password: 'New password', again: 'Once more', rule: 'At least {{n}} characters; a sentence is easy to remember',
    differs: 'The two are not the same', submit: 'Set and sign in',
    noToken: 'The link is not complete. Open the whole link that the server printed, or run "miyao console link" on the server for a new one.',
  },
  state: { Enabled: 'Enabled', Disabled: 'Disabled', PendingDelete: 'Pending deletion', PendingImport: 'Pending import', Archived: 'Archived' },
  origin: { TENCENT_KMS: 'Made by KMS', EXTERNAL: 'Imported' },
  purpose: {
    encrypt: { name: 'Symmetric encryption', text: 'Encrypts passwords and configuration, or makes data keys for large files. The usual choice.' },
    decrypt: { name: 'Asymmetric decryption', text: 'Everyone can encrypt with the public key, only this key decrypts. For data that comes from outside.' },
    sign: { name: 'Signing', text: 'Signs messages; everyone can verify them with the public key.' },
  },
  usage: {
    ENCRYPT_DECRYPT: { name: 'Symmetric encryption', text: 'Encrypts and decrypts with one key.' },
    ASYMMETRIC_DECRYPT_RSA_2048: { name: 'Decryption RSA-2048', text: 'Every language and tool supports it.' },
    ASYMMETRIC_DECRYPT_SM2: { name: 'Decryption SM2', text: 'The Chinese national standard; ciphertexts are ASN.1 C1C3C2.' },
    ASYMMETRIC_SIGN_VERIFY_RSA_2048: { name: 'Signing RSA-2048', text: 'With PSS or PKCS #1 padding, SHA-256.' },
    ASYMMETRIC_SIGN_VERIFY_SM2: { name: 'Signing SM2', text: 'The Chinese national standard SM2DSA with SM3.' },
    ASYMMETRIC_SIGN_VERIFY_ECC: { name: 'Signing ECC P-256', text: 'ECDSA: short signatures, fast.' },
    ASYMMETRIC_SIGN_VERIFY_ECDSA384: { name: 'Signing ECC P-384', text: 'ECDSA with a higher strength.' },
    ASYMMETRIC_DECRYPT_KYBER_AES: { name: 'Post-quantum ML-KEM', text: 'ML-KEM-1024 and AES-256, against the quantum computers to come.' },
    ASYMMETRIC_SIGN_VERIFY_DILITHIUM: { name: 'Post-quantum ML-DSA', text: 'ML-DSA-87; a signature has about 4.6 KB.' },
  },
  keys: {
    name: 'Name / ID', state: 'State', usage: 'Usage', origin: 'Origin', created: 'Created', actions: 'Actions', details: 'Details',
    create: 'Create key', search: 'Search name or ID', allStates: 'All states', allUsages: 'All usages', allOrigins: 'All origins', filterTag: 'Filter by tag',
    clearFilters: 'Clear filters', noMatch: 'No key fits', none: 'No keys yet', noneText: 'Create a key, then encrypt data in the online tool or in your code.',
    mayNotList: 'You may not list keys', mayNotListText: 'That needs the permission kms:ListKeyDetail. If you know the ID of a key, you can use it in code.',
    copyId: 'Copy the ID of {{name}}', toolFor: 'Online tool: {{name}}', detailsOf: 'Details: {{name}}',
    chosen: '{{n}} selected', chooseNone: 'Clear selection', enableMany: 'Enable {{n}} keys', disableMany: 'Disable {{n}} keys',
    enabledMany: '{{n}} keys enabled', disabledMany: '{{n}} keys disabled', allOrNone: 'Either all of them change or none does.',
  },
  create: {
    alias: 'Name', aliasRule: '1 to 60 letters, digits, "-" and "_"; a letter or digit first; not beginning with kms-', description: 'Description', descriptionLong: 'At most 1024 bytes',
    purpose: 'Usage', algorithm: 'Algorithm', algorithmHint: 'Without a choice the region decides; here it is {{name}}', regionDefault: 'Default of the region ({{name}})',
    origin: 'Origin', originKms: 'The server makes the key material and can rotate it.', originExternal: 'Import key material of your own (BYOK), and keep a copy of it.',
    rotate: 'Rotate automatically: new key material at regular times; old ciphertexts still decrypt', postQuantum: 'Post-quantum keys work with the post-quantum actions only; ciphertexts and signatures are longer.',
    submit: 'Create', done: 'Key {{name}} was created', noRotation: 'The key was created, but rotation could not be switched on',
  },
  tags: {
    title: 'Tags', key: 'Tag key', value: 'Tag value', anyValue: 'Tag value (any)', add: 'Add tag', edit: 'Edit tags', remove: 'Remove tag {{n}}', none: 'No tags',
  },
  key: {
    title: 'Key', id: 'Key ID', alias: 'Name', description: 'Description', standard: 'Standard', standardFIPS: 'International (FIPS)', standardSM: 'National (SM)',
    creator: 'Creator', owner: 'Product', validTo: 'Material valid until', never: 'For ever', deletion: 'Deletion', resource: 'Resource ID',
    window: 'Days to wait', windowRule: '7 to 30 days. Until then it can be cancelled; afterwards the key is gone for good',
    deleteWarning: 'After deletion, data encrypted under this key can never be decrypted again, by anyone.',
    pendingDelete: 'This key will be deleted at {{at}} ({{in}}) and cannot be used now. If deletion is cancelled it becomes disabled.',
    pendingImport: 'This key has no key material yet. Import it on the tab "Key material".', disabledNote: 'This key is disabled: it neither encrypts nor decrypts.',
    archivedNote: 'This key is archived: it decrypts, but does not encrypt.',
    enable: 'Enable', disable: 'Disable', enableText: 'They can be used at once.', disableText: 'From now on they neither encrypt, decrypt nor sign, until they are enabled again.',
    tab: { details: 'Details', tool: 'Online tool', rotation: 'Rotation', import: 'Key material', public: 'Public key', events: 'Events', code: 'Code' },
    action: { EnableKey: 'Enable', DisableKey: 'Disable', ScheduleKeyDeletion: 'Schedule deletion', CancelKeyDeletion: 'Cancel deletion', ArchiveKey: 'Archive', CancelKeyArchive: 'Cancel archive' },
    ask: {
      EnableKey: 'Enable key {{name}}?', DisableKey: 'Disable key {{name}}?', ScheduleKeyDeletion: 'Schedule deletion of key {{name}}?', CancelKeyDeletion: 'Cancel deletion of key {{name}}?',
      ArchiveKey: 'Archive key {{name}}?', CancelKeyArchive: 'Take key {{name}} from the archive?',
    },
    effect: {
      EnableKey: 'It can be used at once.', DisableKey: 'From now on it neither encrypts, decrypts nor signs, until it is enabled again. Applications that use it get an error.',
      ScheduleKeyDeletion: 'While it waits the key cannot be used, and deletion can be cancelled. Then its material is destroyed.', CancelKeyDeletion: 'The key becomes disabled; enable it when it is needed.',
      ArchiveKey: 'It encrypts no new data; what it encrypted can still be decrypted.', CancelKeyArchive: 'It can encrypt again.',
    },
    done: {
      EnableKey: '{{name}} is enabled', DisableKey: '{{name}} is disabled', ScheduleKeyDeletion: 'Deletion of {{name}} is scheduled', CancelKeyDeletion: 'Deletion of {{name}} is cancelled',
      ArchiveKey: '{{name}} is archived', CancelKeyArchive: '{{name}} is no longer archived',
    },
  },
  rotation: {
    title: 'Rotation', text: 'Rotation gives the key a new version: new data is encrypted with it, old ciphertexts still decrypt, and the key ID stays, so applications need no change.',
    state: 'Automatic rotation', isOn: 'On', isOff: 'Off', days: 'Period in days', daysRule: 'A whole number from 7 to 365', everyDays: 'Every {{n}} days', last: 'Last rotation', next: 'Next rotation',
    now: 'Rotate now', on: 'Switch on', off: 'Switch off', change: 'Change period',
    ask: { EnableKeyRotation: 'Automatic rotation', DisableKeyRotation: 'Switch automatic rotation off?', RotateKey: 'Rotate now?' },
    effect: { EnableKeyRotation: 'The server makes a new version in each period.', DisableKeyRotation: 'No new versions are made; those there are stay.', RotateKey: 'Makes a new version at once. It can be done by hand once in 24 hours.' },
    done: { EnableKeyRotation: 'Automatic rotation is on', DisableKeyRotation: 'Automatic rotation is off', RotateKey: 'Rotated' },
  },
  public: {
    title: 'Public key', text: 'The public key is no secret: everyone may encrypt or verify signatures with it.', disabled: 'Enable the key to see its public key', disabledText: 'The public key is given out while the key is enabled.',
  },
  import: {
    title: 'Import key material', again: 'Import again', state: 'Key material', material: 'Material', present: 'Imported', missing: 'Missing', sameOnly: 'Only the same material as last time can be imported again, for instance to change how long it is valid.',
    step1: 'Get parameters', step2: 'Encrypt the material', step3: 'Upload', algorithm: 'Wrapping algorithm', algorithmHint: 'RSAES_OAEP_SHA_256 is best', prepare: 'Get import parameters',
    download: 'Download the wrapping key, and finish the import before {{until}}. Getting parameters again makes these invalid.', token: 'Download the import token (for imports from the command line)',
    encrypt: 'Run these commands where the wrapping key was saved. They make {{bytes}} bytes of material and encrypt them. If you have the material, leave out the first line.', command: 'The openssl command that encrypts the material',
    keep: 'Keep material.bin in a safe place: if the material is deleted or expires, nothing else brings the key back.', choose: 'Choose material.enc', size: 'Encrypted material has 256 bytes; this file has {{n}}.',
    until: 'Valid until', untilHint: 'Empty: for ever. Then the material is erased and the key is pending import.', untilRule: 'It must be later than now and not after January 2038', submit: 'Import', restart: 'Start again', done: 'The key material was imported',
    notNow: 'Material can be imported while the key is enabled or pending import', erase: 'Delete material', eraseAsk: 'Delete the key material?', eraseText: 'The key becomes pending import and decrypts nothing until the same material is imported again. The server keeps no copy.',
  },
  context: {
    title: 'Encryption context', encryptText: 'Names and values that are bound to the ciphertext, such as environment or purpose. They are no secret, and must be given again to decrypt.', decryptText: 'If a context was given at encryption, the same one is needed here.',
    form: 'Form', pairs: 'Pairs', name: 'Name {{n}}', value: 'Value {{n}}', remove: 'Remove pair {{n}}', add: 'Add pair', long: 'At most 1024 characters', twice: 'A name stands twice',
  },
  tool: {
    intro: 'For single encryptions, such as a first ciphertext of a password. Plaintext is shown on this page only and forgotten when you leave it.', key: 'Key', mode: 'Operation', noKeys: 'No key can be used', noKeysText: 'The online tool needs an enabled key.',
    manyKeys: 'These are the newest {{n}} keys. For others, start from the list of customer keys.', byAddress: 'Open the online tool from the page of a key.', mayNot: 'You may not use this key', mayNotText: 'No policy lets you encrypt, decrypt or sign.',
    notEnabled: 'This key is not enabled; the server will refuse.', plaintext: 'Plaintext', ciphertext: 'Ciphertext', message: 'Message', signature: 'Signature', encryptedFile: 'Encrypted file', plainFile: 'Decrypted file',
    form: 'Form', forms: { text: 'Text', base64: 'Base64' }, showText: 'Show as text', showBase64: 'Show as Base64',
    counter: '{{n}} / {{max}} bytes', bytes: '{{n}} bytes', noBase64: 'Not valid Base64', noCiphertext: 'This is no ciphertext. Paste all of the text that encryption gave, or choose the file that holds it.', noSignature: 'A signature is Base64 text or a file.',
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

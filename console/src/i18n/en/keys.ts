// The English texts of keys.
import type { Shape } from '../shape'
import type zh from '../zh/keys'

const texts: Shape<typeof zh> = {
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
    create: 'Create key', search: 'Search name or ID', allStates: 'All states', allUsages: 'All usages', allOrigins: 'All origins', filterTag: 'Filter by tag', filterTagText: 'Keys must have all of these tags. Without a value, any will do.', filteredTags: 'Tags: {{tags}}',
    clearFilters: 'Clear filters', noMatch: 'No key fits', none: 'No keys yet', noneText: 'Create a key, then encrypt data in the online tool or in your code.',
    mayNotList: 'You may not list keys', mayNotListText: 'That needs the permission kms:ListKeyDetail. If you know the ID of a key, you can use it in code.',
    copyId: 'Copy the ID of {{name}}', toolFor: 'Online tool: {{name}}', detailsOf: 'Details: {{name}}',
    chosen: '{{n}} selected', chooseNone: 'Clear selection', enableMany: 'Enable the selected keys ({{n}})', disableMany: 'Disable the selected keys ({{n}})',
    enabledMany: 'Keys enabled: {{n}}', disabledMany: 'Keys disabled: {{n}}', allOrNone: 'Either all of them change or none does.',
  },
  create: {
    alias: 'Name', aliasRule: '1 to 60 letters, digits, "-" and "_"; a letter or digit first; not beginning with kms-', description: 'Description', descriptionLong: 'At most 1024 bytes',
    purpose: 'Usage', algorithm: 'Algorithm', regionDefault: 'Default of the region ({{name}})', regionDefaultText: 'As in the cloud, the region decides.', aesText: 'International standard, the fastest.', sm4Text: 'Chinese national standard, where rules ask for it.',
    part: { name: 'Name', usage: 'Usage and algorithm', material: 'Key material' }, summary: 'Summary', noName: 'Give it a name', tagsText: 'Tags sort and filter keys, and policies can grant by them, such as by environment.',
    origin: 'Origin', originKms: 'The server makes the key material and can rotate it.', originExternal: 'Import key material of your own (BYOK), and keep a copy of it.',
    rotate: 'Rotate automatically: new key material at regular times; old ciphertexts still decrypt', postQuantum: 'Post-quantum keys work with the post-quantum actions only; ciphertexts and signatures are longer.',
    mayNot: 'You may not create keys', mayNotText: 'That needs the permission kms:CreateKey.', submit: 'Create', done: 'Key {{name}} was created', noRotation: 'The key was created, but rotation could not be switched on',
  },
  tags: {
    title: 'Tags', key: 'Tag key', value: 'Tag value', add: 'Add tag', edit: 'Edit tags', remove: 'Remove tag {{n}}', none: 'No tags', twice: 'A tag key stands twice',
  },
  key: {
    title: 'Key', mayNot: 'You may not see this key', mayNotText: 'That needs the permission kms:DescribeKey. In code you can still use the key as far as policies allow.', id: 'Key ID', alias: 'Name', description: 'Description', standard: 'Standard', standardFIPS: 'International (FIPS)', standardSM: 'National (SM)',
    creator: 'Creator', owner: 'Product', validTo: 'Material valid until', never: 'For ever', deletion: 'Deletion', resource: 'Resource ID',
    window: 'Days to wait', windowRule: '7 to 30 days. Until then it can be cancelled; afterwards the key is gone for good',
    deleteWarning: 'After deletion, data encrypted under this key can never be decrypted again, by anyone.',
    pendingDelete: 'This key will be deleted at {{at}} ({{in}}) and cannot be used now. If deletion is cancelled it becomes disabled, or waits for its material if that is gone.',
    pendingImport: 'This key has no key material yet. Import it on the tab "Key material".', disabledNote: 'This key is disabled and cannot be used until it is enabled.',
    archivedNote: 'This key is archived: it decrypts, but does not encrypt.', archivedWhole: 'This key is archived: it cannot be used until it is taken from the archive.',
    enable: 'Enable', disable: 'Disable', enableText: 'They can be used at once.', disableText: 'From now on they neither encrypt, decrypt nor sign, until they are enabled again.',
    tab: { details: 'Details', tool: 'Online tool', rotation: 'Rotation and versions', import: 'Key material', public: 'Public key', access: 'Who can use it', events: 'Events', code: 'Code' },
    action: { EnableKey: 'Enable', DisableKey: 'Disable', ScheduleKeyDeletion: 'Schedule deletion', CancelKeyDeletion: 'Cancel deletion', ArchiveKey: 'Archive', CancelKeyArchive: 'Cancel archive' },
    ask: {
      EnableKey: 'Enable key {{name}}?', DisableKey: 'Disable key {{name}}?', ScheduleKeyDeletion: 'Schedule deletion of key {{name}}?', CancelKeyDeletion: 'Cancel deletion of key {{name}}?',
      ArchiveKey: 'Archive key {{name}}?', CancelKeyArchive: 'Take key {{name}} from the archive?',
    },
    effect: {
      EnableKey: 'It can be used at once.', DisableKey: 'From now on it neither encrypts, decrypts nor signs, until it is enabled again. Applications that use it get an error.',
      ScheduleKeyDeletion: 'While it waits the key cannot be used, and deletion can be cancelled. Then its material is destroyed.', CancelKeyDeletion: 'The key becomes disabled; enable it when it is needed. One without material waits for that.',
      ArchiveKey: 'It encrypts no new data; what it encrypted can be decrypted.', ArchiveWhole: 'It cannot be used until it is taken from the archive: archived keys of this usage do nothing.', CancelKeyArchive: 'It can be used in full again.',
    },
    done: {
      EnableKey: '{{name}} is enabled', DisableKey: '{{name}} is disabled', ScheduleKeyDeletion: 'Deletion of {{name}} is scheduled', CancelKeyDeletion: 'Deletion of {{name}} is cancelled',
      ArchiveKey: '{{name}} is archived', CancelKeyArchive: '{{name}} is no longer archived',
    },
  },
  rotation: {
    title: 'Rotation', text: 'Rotation gives the key a new version: new data is encrypted with it, old ciphertexts still decrypt, and the key ID stays, so applications need no change.',
    state: 'Automatic rotation', isOn: 'On', isOff: 'Off', days: 'Period in days', daysRule: 'A whole number from 7 to 365', everyDays: 'Every {{n}} days', last: 'Last rotation', next: 'Next rotation', neverRotated: 'Never', textExternal: 'An imported key is rotated with new material: after "Rotate now", the next material that you import becomes a new version. Until then the old one stays in use.', textAsymmetric: 'Rotation makes a new key pair: signing and the public key use the newest version, verification and decryption try all. The new public key has to be handed out, so this does not happen by itself.',
    version: 'Version', versionN: 'Version {{n}}', uses: 'Uses', lastUse: 'Last use', versions: 'Versions in use', versionsText: 'The versions that were used since {{since}}, the newest first.', noUses: 'It was not used yet', confirm: { EnableKeyRotation: 'Switch on', DisableKeyRotation: 'Switch off', RotateKey: 'Rotate' },
    now: 'Rotate now', on: 'Switch on', off: 'Switch off', change: 'Change period',
    ask: { EnableKeyRotation: 'Automatic rotation', DisableKeyRotation: 'Switch automatic rotation off?', RotateKey: 'Rotate now?' },
    effect: { EnableKeyRotation: 'The server makes a new version in each period, while the key is enabled.', DisableKeyRotation: 'No new versions are made; those there are stay.', RotateKey: 'Makes a new version at once. It can be done by hand once in 24 hours.', RotateExternal: 'The next new material that is imported becomes a new version. Until then the key works with the old one.' },
    done: { EnableKeyRotation: 'Automatic rotation is on', DisableKeyRotation: 'Automatic rotation is off', RotateKey: 'Rotated', RotateExternal: 'Now import the new material' },
  },
  public: {
    title: 'Public key', text: 'The public key is no secret: everyone may encrypt or verify signatures with it.', disabled: 'Enable the key to see its public key', disabledText: 'The public key is given out while the key is enabled.',
  },
  import: {
    title: 'Import key material', again: 'Import again', state: 'Key material', material: 'Material', present: 'Imported', missing: 'Missing', sameOnly: 'The same material as last time can be imported again, for instance to change how long it is valid. For other material, first rotate the key on the tab "Rotation and versions".',
    steps: 'Step {{n}} of {{total}}: {{name}}', step1: 'Get parameters', step2: 'Encrypt the material', step3: 'Upload', algorithm: 'Wrapping algorithm', algorithmHint: 'RSAES_OAEP_SHA_256 is best', prepare: 'Get import parameters',
    download: 'Download the wrapping key, and finish the import before {{until}}. Getting parameters again makes these invalid.', token: 'The import token is only needed for imports from the command line.',
    encrypt: 'Run these commands where the wrapping key was saved. They make {{bytes}} bytes of material and encrypt them. If you have the material, leave out the first line.', command: 'The openssl command that encrypts the material',
    keep: 'Keep material.bin in a safe place: if the material is deleted or expires, nothing else brings the key back.', choose: 'Choose material.enc', size: 'Encrypted material has 256 bytes; this file has {{n}}.',
    until: 'Valid until', untilHint: 'Empty: for ever. Then the material is erased and the key is pending import.', untilRule: 'It must be later than now and not after January 2038', submit: 'Import', restart: 'Start again', done: 'The key material was imported',
    notNow: 'Material can be imported while the key is enabled or pending import', erase: 'Delete material', eraseAsk: 'Delete the key material?', eraseText: 'The key becomes pending import and decrypts nothing until the same material is imported again. The server keeps no copy.',
  },
  lastUse: {
    none: 'It was not used since {{since}}.', last: 'Last used at {{at}} ({{in}}): {{user}} called {{action}} from {{source}}.', refused: 'Calls refused because of its state: {{n}}, the last at {{at}} ({{in}}): {{user}} called {{action}}.',
    total: 'Uses since {{since}}: {{n}}.', versions: 'By version: {{versions}}.', version: 'version {{version}}: {{n}}', breaks: 'These callers would get errors:', user: '{{user}}: {{n}}×, last {{in}}', more: 'and others: {{n}}',
    mayNot: 'You may not see how the key was used (cloudaudit:DescribeKeyUsage), so it cannot be said who still needs it.',
  },
  keyAccess: {
    title: 'Who can use this key', text: 'What policies now allow root, users and roles to do with this key.', who: 'Who', use: 'Use', manage: 'Manage', everything: 'Everything', none: 'Nobody', more: 'Look further',
    type: { root: 'Root', user: 'User', role: 'Role' }, note: 'Temporary credentials can have a narrower policy of their own, and conditions on the source address do not hold here. Access - Simulator tells which statement decides for somebody.',
  },
  events: { title: 'Events', text: 'What was done with this key in the last 30 days, newest first.', all: 'See all in the audit log', none: 'Nothing in the last 30 days', which: 'Show', usesAndChanges: 'Uses and changes', everything: 'Everything', failed: 'Failed', ok: 'Succeeded', action: 'Action', user: 'Who', result: 'Result', source: 'Source', time: 'Time' },
  code: {
    title: 'Code', text: 'With the ID of this key and the address of this server. Set the variables TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY before you run it.', language: 'Language', ca: 'If the server has a certificate of its own, "miyao ca" prints what clients have to trust.',
  },
}

export default texts

// The English texts of white-box keys.
import type { Shape } from '../shape'
import type zh from '../zh/whitebox'

const texts: Shape<typeof zh> = {
  whiteBox: {
    text: 'White-box keys hide the decryption key in tables, for clients that decrypt in places that are not trusted. The server encrypts, clients decrypt with the decryption key they were given.', create: 'Create white-box key', none: 'No white-box keys yet', noneText: 'Create one, then download its decryption key for your clients.',
    off: 'White-box keys are not offered', offText: 'This region does not offer them.', devices: 'Devices', bound: 'Bound', unbound: 'Not bound', slow: 'Making the tables takes a few seconds.',
    decryptKey: 'Download decryption key', decryptKeyText: 'Clients decrypt with it; docs/formats.md has its format. Each download stands in the audit log.', vector: 'Initialization vector, needed for decryption:',
    devicesText: 'The fingerprints of the devices that may use this key, at most 200.', editDevices: 'Edit devices', fingerprints: 'Fingerprints', fingerprintsHint: 'One in a line: the fingerprint, a space, a description (optional)', fingerprintBad: 'A fingerprint has 8-14-14-14-16 lower-case hexadecimal digits',
    action: { EnableWhiteBoxKey: 'Enable', DisableWhiteBoxKey: 'Disable', DeleteWhiteBoxKey: 'Delete' },
    ask: { EnableWhiteBoxKey: 'Enable white-box key {{name}}?', DisableWhiteBoxKey: 'Disable white-box key {{name}}?', DeleteWhiteBoxKey: 'Delete white-box key {{name}}?' },
    effect: { EnableWhiteBoxKey: 'The server encrypts with it again.', DisableWhiteBoxKey: 'The server no longer encrypts with it; decryption keys that were downloaded still work.', DeleteWhiteBoxKey: 'It is deleted at once and for good; there is no time to wait.' },
    done: { EnableWhiteBoxKey: '{{name}} is enabled', DisableWhiteBoxKey: '{{name}} is disabled', DeleteWhiteBoxKey: '{{name}} is deleted' },
  },
}

export default texts

// The English texts of data keys, white-box keys and the rest of a key's page.
import type more from './zh-more'

const texts: typeof more = {
  dataKeys: {
    name: 'Name of the data key', id: 'Data key ID', descriptionLong: 'At most 100 bytes', key: 'Under the key', size: 'Length', create: 'Generate data key', import: 'Import data key', importDo: 'Import', search: 'Search name or ID',
    text: 'Data keys hosted by KMS: the server keeps their ciphertext under a customer key, to be had back by name.', none: 'No hosted data keys yet', noneText: 'Generate a data key in the online tool and choose "Hosted by KMS", or import one that exists.', noMatch: 'No data key fits',
    pendingDelete: 'This data key will be deleted at {{at}} ({{in}}); its plaintext cannot be had now.', retrieve: 'Retrieve', retrieveText: 'Each retrieval stands in the audit log. Plaintext is shown on this page only and forgotten when you leave it.', getBlob: 'Get ciphertext', getPlain: 'Get plaintext', hide: 'Hide plaintext',
    form: 'What is imported', formBlob: 'Ciphertext', formBlobText: 'The CiphertextBlob of GenerateDataKey', formPlain: 'Plaintext', formPlainText: 'The data key in Base64, to be encrypted under the key you choose',
    action: { EnableDataKey: 'Enable', DisableDataKey: 'Disable', ScheduleDataKeyDeletion: 'Schedule deletion', CancelDataKeyDeletion: 'Cancel deletion' },
    ask: { EnableDataKey: 'Enable data key {{name}}?', DisableDataKey: 'Disable data key {{name}}?', ScheduleDataKeyDeletion: 'Schedule deletion of data key {{name}}?', CancelDataKeyDeletion: 'Cancel deletion of data key {{name}}?' },
    effect: { EnableDataKey: 'Its plaintext can be had.', DisableDataKey: 'Its plaintext cannot be had until it is enabled again.', ScheduleDataKeyDeletion: 'Then it is gone for good. Data encrypted under it cannot be decrypted, unless its ciphertext was kept elsewhere.', CancelDataKeyDeletion: 'It becomes disabled.' },
    done: { EnableDataKey: '{{name}} is enabled', DisableDataKey: '{{name}} is disabled', ScheduleDataKeyDeletion: 'Deletion of {{name}} is scheduled', CancelDataKeyDeletion: 'Deletion of {{name}} is cancelled' },
  },
  whiteBox: {
    text: 'White-box keys hide the decryption key in tables, for clients that decrypt in places that are not trusted. The server encrypts, clients decrypt with the decryption key they were given.', create: 'Create white-box key', none: 'No white-box keys yet', noneText: 'Create one, then download its decryption key for your clients.',
    off: 'White-box keys are not offered', offText: 'This region does not offer them.', devices: 'Devices', bound: 'Bound', unbound: 'Not bound', slow: 'Making the tables takes a few seconds.',
    decryptKey: 'Download decryption key', decryptKeyText: 'Clients decrypt with it; docs/formats.md has its format. Each download stands in the audit log.', vector: 'Initialization vector, needed for decryption:',
    devicesText: 'The fingerprints of the devices that may use this key, at most 200.', editDevices: 'Edit devices', fingerprints: 'Fingerprints', fingerprintsHint: 'One in a line: the fingerprint, a space, a description (optional)', fingerprintBad: 'A fingerprint has 8-14-14-14-16 lower-case hexadecimal digits',
    action: { EnableWhiteBoxKey: 'Enable', DisableWhiteBoxKey: 'Disable', DeleteWhiteBoxKey: 'Delete' },
    ask: { EnableWhiteBoxKey: 'Enable white-box key {{name}}?', DisableWhiteBoxKey: 'Disable white-box key {{name}}?', DeleteWhiteBoxKey: 'Delete white-box key {{name}}?' },
    effect: { EnableWhiteBoxKey: 'It encrypts, and its decryption key can be downloaded.', DisableWhiteBoxKey: 'The server no longer encrypts with it; decryption keys that were downloaded still work.', DeleteWhiteBoxKey: 'It is deleted at once and for good; there is no time to wait.' },
    done: { EnableWhiteBoxKey: '{{name}} is enabled', DisableWhiteBoxKey: '{{name}} is disabled', DeleteWhiteBoxKey: '{{name}} is deleted' },
  },
  lastUse: {
    loading: 'Looking for recent uses', none: 'Not used in the last 90 days.', some: 'Last used {{at}} ({{in}}): {{user}} called {{action}} from {{source}}.', users: 'Used in the last 90 days by: {{users}}', text: 'Their calls will fail.',
  },
  events: { title: 'Events', text: 'What was done with this key in the last 30 days, newest first.', all: 'See all in the audit log', none: 'Nothing in the last 30 days', failed: 'Failed', ok: 'Done', action: 'Action', user: 'Who', result: 'Result', source: 'Source', time: 'Time' },
  code: {
    title: 'Code', text: 'With the ID of this key and the address of this server. Set the variables TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY before you run it.', language: 'Language', ca: 'If the server has a certificate of its own, "miyao ca" prints what clients have to trust.',
  },
}

export default texts

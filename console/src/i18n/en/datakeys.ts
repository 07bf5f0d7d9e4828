// The English texts of hosted data keys.
import type { Shape } from '../shape'
import type zh from '../zh/datakeys'

const texts: Shape<typeof zh> = {
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
}

export default texts

// The English texts of the administrator's pages; their structure is that of the Chinese ones.
import access from './en-access'
import type { AdminTexts } from './zh-admin'

const texts: AdminTexts = {
  ...access,
  overview: {
    allKeys: 'All keys', someKeys: 'There are many keys: these figures count the newest {{n}} of {{total}}.', calls: 'Calls', errors: 'refused', perHour: 'an hour on average',
    which: 'What is counted', use: 'Use of keys', all: 'All KMS calls', period: 'Period', periods: { hour: '1 hour', day: '24 hours', week: '7 days', month: '30 days' },
    shown: 'From {{from}} to {{to}}', shownNewest: 'There were more calls in this period: these are the newest {{n}}, from {{from}} to {{to}}',
    chart: 'Calls over time from {{from}} to {{to}}: {{calls}} in all, of which {{errors}} were refused', answered: 'Answered', refused: 'Refused',
    noCalls: 'No calls in this period', noCallsText: 'Choose a longer period, or try a key in the online tool.', topKeys: 'Most used keys', topCallers: 'Most active callers', topErrors: 'Why calls were refused', noErrors: 'No call was refused',
    noKeyCalls: 'None of these calls was about a key', byUsage: 'Keys by usage', due: 'Coming up', nothingDue: 'Nothing is due', nothingDueText: 'Keys that rotate, wait for their deletion or have imported material that expires will be here.',
    moreDue: 'and {{n}} more', what: { deletion: 'Deletion', expiry: 'Material expires', rotation: 'Rotation' },
  },
  audit: {
    period: 'Period', periods: { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', '365d': 'Last year', custom: 'Other' }, from: 'From', to: 'To',
    result: 'Result', results: { all: 'All results', good: 'Answered', bad: 'Refused' }, code: 'Code {{code}}', key: 'Key ID', action: 'Action', user: 'Caller', userHint: 'root or a uin', source: 'Source address', address: 'Source', request: 'RequestId',
    search: 'Search', clear: 'Clear filters', time: 'Time', resource: 'Resource', good: 'Answered', export: 'Export', json: 'Export JSON', csv: 'Export CSV', shown: '{{n}} shown', more: 'Load more', over: 'There are no more',
    goOn: 'Search on', sofar: 'Nothing found yet', sofarText: 'Older events are still to be searched.', none: 'No event fits', noneText: 'Choose a longer period or fewer filters.', event: 'Event', gone: 'There is no such event', goneText: 'The number may be wrong, or the event belongs to another account.', open: 'Show {{action}}, event {{id}}',
    id: 'Event number', region: 'Region', agent: 'Client', secretId: 'SecretId', console: 'Console', version: 'Key version', message: 'Message', hash: 'Hash in the audit chain', raw: 'As recorded (JSON)', previous: 'Link to this event', link: 'Copy link', kind: 'Kind', kinds: { Read: 'Read', Write: 'Write' },
    server: 'Server', filterKey: 'Only this key', filterUser: 'Only this caller', badRange: 'The begin must not be after the end',
  },
  settings: {
    account: 'Account', accountName: 'Account name', uin: 'Account ID (uin)', appId: 'AppId', user: 'Signed in as', userUin: 'Uin', kind: 'Kind', kinds: { root: 'Root user', user: 'Sub-user' }, expires: 'Signed in until',
    signOut: 'Sign out', regions: 'Regions', region: 'Region', standard: 'Algorithms', standards: { intl: 'International (AES, RSA, ECC)', sm: 'Chinese standards (SM2, SM3, SM4)' }, default: 'default', current: 'here', enter: 'Switch',
    look: 'Appearance', language: 'Language', theme: 'Theme', themes: { light: 'Light', dark: 'Dark' }, version: 'Version', server: 'Service',
    quotas: 'Quotas and use', quota: 'Quota', used: 'In use', limit: 'Limit', noLimit: 'No limit', keys: 'Customer keys', dataKeys: 'Hosted data keys', qps: 'Calls a second in this region', qpsTotal: 'Calls a second in all', notOffered: 'Not offered',
    security: 'Security', password: 'Password', changePassword: 'Change password', passwordText: 'All your other sessions end at once.', old: 'Present password', new: 'New password', again: 'New password once more', changed: 'The password was changed',
    totp: 'Two-step sign-in (one-time codes)', totpOn: 'On', totpOff: 'Off', totpText: 'Signing in asks for the password and for a 6-digit code of an authenticator app.', enable: 'Switch on', replace: 'Use another device', disable: 'Switch off',
    enableTitle: 'Switch on two-step sign-in', disableTitle: 'Switch off two-step sign-in', disableText: 'The password alone will then be enough to sign in.', next: 'Next', addToApp: 'Add the account to your authenticator app: open the link on your phone, or type the secret (time based, SHA-1, 6 digits, 30 seconds).', openApp: 'Open authenticator', uri: 'Link', secret: 'Secret',
    enterCode: 'Code that the app shows', enterCodeHint: '6 digits', finish: 'Switch on', enabled: 'Two-step sign-in is on', disabled: 'Two-step sign-in is off', confirmPassword: 'Enter your password to confirm',
  },
}

export default texts

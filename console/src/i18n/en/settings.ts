// The English texts of settings.
import type { Shape } from '../shape'
import type zh from '../zh/settings'

const texts: Shape<typeof zh> = {
  settings: {
    account: 'Account', accountName: 'Account name', uin: 'Account ID (uin)', appId: 'AppId', user: 'Signed in as', userUin: 'Uin', kind: 'Kind', kinds: { root: 'Root user', user: 'Sub-user', role: 'Role {{name}}' }, expires: 'Signed in until',
    signOut: 'Sign out', regions: 'Regions', region: 'Region', standard: 'Algorithms', standards: { intl: 'International (AES, RSA, ECC)', sm: 'Chinese standards (SM2, SM3, SM4)' }, default: 'default', current: 'here', enter: 'Switch',
    look: 'Appearance', language: 'Language', theme: 'Theme', themes: { light: 'Light', dark: 'Dark' }, version: 'Version', server: 'Server', started: 'Started', slots: 'Root key sealed by', since: 'since {{at}}',
    quotasIn: 'Quotas and use in {{region}}', quotas: 'Quotas and use', quota: 'Quota', used: 'In use', limit: 'Limit', noLimit: 'No limit', keys: 'Customer keys', dataKeys: 'Hosted data keys', qps: 'Calls a second in this region', qpsTotal: 'Calls a second in all', notOffered: 'Not offered',
    security: 'Security', password: 'Password', changePassword: 'Change password', passwordText: 'All your other sessions end at once.', old: 'Present password', new: 'New password', again: 'New password once more', changed: 'The password was changed',
    totp: 'Two-step sign-in (one-time codes)', totpOn: 'On', totpOff: 'Off', totpText: 'Signing in asks for the password and for a 6-digit code of an authenticator app.', enable: 'Switch on', replace: 'Use another device', disable: 'Switch off',
    enableTitle: 'Switch on two-step sign-in', disableTitle: 'Switch off two-step sign-in', disableText: 'The password alone will then be enough to sign in.', next: 'Next', addToApp: 'Scan the code with your authenticator app. You can also open the link on your phone, or type the secret (time based, SHA-1, 6 digits, 30 seconds).', qr: 'QR code for authenticator apps; it holds the link below', openApp: 'Open authenticator', uri: 'Link', secret: 'Secret',
    enterCode: 'Code that the app shows', enterCodeHint: '6 digits', finish: 'Switch on', enabled: 'Two-step sign-in is on', disabled: 'Two-step sign-in is off', confirmPassword: 'Enter your password to confirm',
  },
}

export default texts

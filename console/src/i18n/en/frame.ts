// The English texts of the frame, the way in and what all pages share.
import type { Shape } from '../shape'
import type zh from '../zh/frame'

const texts: Shape<typeof zh> = {
  shell: {
    product: 'Key Management', menu: 'Menu', navigation: 'Main navigation', crumbs: 'Where you are', skip: 'Skip to content', region: 'Region', signOut: 'Sign out', expires: 'You were not active for a while: you will be signed out at {{at}}, and what this page shows is cleared.', stay: 'Stay signed in', ends: 'You will be signed out at {{at}}, and what this page shows is cleared: no session is longer. Sign in anew to go on.',
    account: 'Signed in as {{name}}', notFound: 'There is no such page', notFoundText: 'The address may be wrong, or the page has moved.', dark: 'Switch to dark', light: 'Switch to light',
  },
  nav: {
    kms: 'Keys', admin: 'Administration', overview: 'Overview', keys: 'Customer keys', tool: 'Online tool', dataKeys: 'Data keys', whiteBox: 'White-box keys',
    access: 'Access', audit: 'Audit', settings: 'Settings',
  },
  common: {
    comma: ', ', optional: '(optional)', loading: 'Loading', copy: 'Copy', copied: 'Copied', close: 'Close', cancel: 'Cancel', confirm: 'Confirm', save: 'Save',
    retry: 'Try again', refresh: 'Refresh', none: 'None', edit: 'Edit {{what}}', dropHere: 'Drop the file here, or', otherFile: 'Choose another file',
    typeToConfirm: 'Type {{text}} to confirm',
  },
  error: {
    network: 'The server cannot be reached. Check the network and try again.', page: 'This part of the console could not be loaded. The server cannot be reached, or was updated meanwhile: load the page again.', expired: 'The session has expired. Please sign in again.', copy: 'Copy the error',
    denied: 'You do not have this permission. Ask an administrator to allow the action that the message names in a policy.',
  },
  table: {
    select: 'Select {{name}}', selectAll: 'Select all on this page', pages: 'Pages', total: '{{total}} in all', size: 'Rows on a page', perPage: '{{n}} a page',
    previous: 'Previous page', next: 'Next page', first: 'First page', last: 'Last page', page: 'Page', beyond: 'The list has no such page',
  },
  signin: {
    title: 'Sign in to the console', name: 'User name', nameHint: 'Leave it empty for the root user', account: 'Account uin', accountHint: 'Needed where the server has several accounts',
    password: 'Password', code: 'One-time code', codeHint: 'The 6 digits of your authenticator app', submit: 'Sign in', again: 'You are signed out. Sign in to come back to this page.', oidc: 'Sign in with {{name}}', otherAccount: 'Sign in to another account',
    needsSetup: 'No password was set yet. Open the one-time link that the server printed at its first start; if it no longer works, run "miyao console link" on the server for a new one.',
  },
  setup: {
    title: 'Set the root password', text: 'Sets the password of the root user. This link works once; an earlier password stops working.', password: 'New password', again: 'Once more', rule: 'At least {{n}} characters; a sentence is easy to remember',
    differs: 'The two are not the same', submit: 'Set and sign in',
    noToken: 'The link is not complete. Open the whole link that the server printed, or run "miyao console link" on the server for a new one.',
  },
}

export default texts

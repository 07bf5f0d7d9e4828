// The English texts of the audit log.
import type { Shape } from '../shape'
import type zh from '../zh/audit'

const texts: Shape<typeof zh> = {
  audit: {
    period: 'Period', periods: { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days', '365d': 'Last year', custom: 'Other' }, from: 'From', to: 'To',
    result: 'Result', results: { all: 'All results', good: 'Succeeded', bad: 'Failed' }, code: 'Code {{code}}', key: 'Key ID', action: 'Action', user: 'Caller', userHint: 'root or a uin', source: 'Source address', address: 'Source', request: 'RequestId',
    search: 'Search', clear: 'Clear filters', time: 'Time', resource: 'Resource', good: 'Succeeded', export: 'Export', exportTitle: 'Export events', exportText: 'Saves the events that the filters find, the newest {{n}} at most.', exportForm: 'File format', exported: 'Events exported: {{n}}', exportedNewest: 'The newest {{n}} events were exported; for older ones choose another period', shown: '{{n}} shown', more: 'Load more', over: 'There are no more',
    goOn: 'Search on', sofar: 'Nothing found yet', sofarText: 'Older events are still to be searched.', none: 'No event fits', noneText: 'Choose a longer period or fewer filters.', event: 'Event', gone: 'There is no such event', goneText: 'The number may be wrong, or the event belongs to another account.', open: 'Show {{action}}, event {{id}}',
    id: 'Event number', region: 'Region', agent: 'Client', secretId: 'SecretId', console: 'Console', version: 'Key version', message: 'Message', hash: 'Hash in the audit chain', raw: 'As recorded (JSON)', previous: 'Link to this event', link: 'Copy link', kind: 'Kind', kinds: { Read: 'Read', Write: 'Write' },
    tab: { events: 'Events', chain: 'Chain status' }, mayNot: 'You may not see the audit log', mayNotText: 'That needs the permission cloudaudit:LookUpEvents or cloudaudit:DescribeLogStatus.', kindsOf: { all: 'Reads and writes', Read: 'Only reads', Write: 'Only writes' },
    chain: 'Chain status', chainText: 'Every entry holds the hash of the one before, and the chain is signed at intervals: whatever is changed, removed, inserted or exchanged shows. To verify without the server, run miyao audit verify.', verify: 'Verify now', check: 'Verification', checks: { none: 'Not verified since the start', running: 'Verifying', whole: 'Whole', broken: 'Broken' }, checkedTo: ', up to entry {{n}}',
    broken: 'The chain does not fit after entry {{n}}:', since: 'First entry', lastEntry: 'Number of the last entry', lastHash: 'Hash of the last entry', signedTo: 'Signed up to', signed: 'entry {{n}}, {{at}} ({{in}})', signedHash: 'Signed hash',
    server: 'Server', filterKey: 'Only this key', filterUser: 'Only this caller', badRange: 'The begin must not be after the end',
  },
}

export default texts

// The English texts of the overview.
import type { Shape } from '../shape'
import type zh from '../zh/overview'

const texts: Shape<typeof zh> = {
  overview: {
    allKeys: 'All keys', calls: 'Calls', errors: 'failed', perHour: 'per hour on average', mayNot: 'You may not see the overview', mayNotText: 'That needs the permission cloudaudit:DescribeKeyStatistics or cloudaudit:DescribeCallStatistics.',
    which: 'What is counted', use: 'Use of keys', all: 'All calls', period: 'Period', periods: { '1h': '1 hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' },
    short: 'There are very many calls in this period; these figures are for {{from}} to {{to}} only.',
    chart: 'Calls over time from {{from}} to {{to}}: {{calls}} in all, of which {{errors}} failed', answered: 'Succeeded', refused: 'Failed',
    noCalls: 'No calls in this period', noCallsText: 'Choose a longer period, or try a key in the online tool.', topsText: 'Counted over all calls of the period, those that only look included:', topKeys: 'Keys with most calls', dataKey: 'data key', whiteBoxKey: 'white-box key', topCallers: 'Most active callers', topErrors: 'Reasons for failures', noErrors: 'No call failed',
    noKeyCalls: 'No call named a key', byUsage: 'Keys by usage', due: 'Coming up', nothingDue: 'Nothing is due', nothingDueText: 'Keys that rotate, wait for their deletion or have imported material that expires are listed here.',
    moreDue: 'and {{n}} more', what: { Deletion: 'Deletion', Expiry: 'Material expires', Rotation: 'Rotation' },
  },
}

export default texts

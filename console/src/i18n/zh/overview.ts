// 概览的中文文案。
const texts = {
  overview: {
    allKeys: '全部密钥', calls: '调用次数', errors: '失败', perHour: '每小时平均', mayNot: '没有查看概览的权限', mayNotText: '需要 cloudaudit:DescribeKeyStatistics 或 cloudaudit:DescribeCallStatistics 权限。',
    which: '统计范围', use: '密钥使用', all: '全部调用', period: '时间范围', periods: { '1h': '1 小时', '24h': '24 小时', '7d': '7 天', '30d': '30 天' },
    short: '该时间范围内调用很多，只统计了 {{from}} 至 {{to}} 的部分。',
    chart: '{{from}} 至 {{to}} 的调用次数随时间的变化：共 {{calls}} 次，其中失败 {{errors}} 次', answered: '成功', refused: '失败',
    noCalls: '该时间范围内没有调用', noCallsText: '可选择更长的时间范围，或在在线工具中试用一个密钥。', topsText: '以下按此时段的全部调用统计，包括查询：', topKeys: '调用最多的密钥', dataKey: '数据密钥', whiteBoxKey: '白盒密钥', topCallers: '调用最多的用户', topErrors: '失败原因', noErrors: '没有失败的调用',
    noKeyCalls: '没有涉及密钥的调用', byUsage: '按用途统计', due: '近期事项', nothingDue: '近期没有到期事项', nothingDueText: '开启轮换的密钥、等待删除的密钥和设有有效期的外部密钥会显示在这里。',
    moreDue: '另有 {{n}} 项', what: { Deletion: '删除', Expiry: '材料过期', Rotation: '自动轮换' },
  },
}

export default texts

// 审计的中文文案。
const texts = {
  audit: {
    period: '时间范围', periods: { '1h': '近 1 小时', '24h': '近 24 小时', '7d': '近 7 天', '30d': '近 30 天', '365d': '近一年', custom: '自定义' }, from: '开始时间', to: '结束时间',
    result: '结果', results: { all: '全部结果', good: '成功', bad: '失败' }, code: '错误码 {{code}}', key: '密钥 ID', action: '接口名称', user: '用户', userHint: 'root 或 uin', source: '源 IP 地址', address: '源 IP', request: 'RequestId',
    search: '查询', clear: '清除条件', time: '时间', resource: '资源', good: '成功', export: '导出', exportTitle: '导出审计记录', exportText: '导出符合当前条件的记录，最多 {{n}} 条，最新的在前。', exportForm: '文件格式', exported: '已导出 {{n}} 条', exportedNewest: '已导出最新的 {{n}} 条，更早的记录请缩小时间范围后再导出', shown: '已显示 {{n}} 条', more: '加载更多', over: '没有更多记录',
    goOn: '继续查找', sofar: '暂未找到', sofarText: '可继续查找更早的记录。', none: '没有符合条件的记录', noneText: '请扩大时间范围或减少条件。', event: '事件详情', gone: '找不到该事件', goneText: '事件编号有误，或事件属于其他账号。', open: '查看 {{action}} 事件 {{id}}',
    id: '事件编号', region: '地域', agent: '客户端', secretId: 'SecretId', console: '控制台', version: '密钥版本', message: '错误信息', hash: '审计链哈希', raw: '原始记录（JSON）', previous: '事件链接', link: '复制链接', kind: '类型', kinds: { Read: '读', Write: '写' },
    tab: { events: '操作记录', chain: '审计链状态' }, mayNot: '没有查看审计的权限', mayNotText: '需要 cloudaudit:LookUpEvents 或 cloudaudit:DescribeLogStatus 权限。', kindsOf: { all: '读和写', Read: '只看读', Write: '只看写' },
    chain: '审计链状态', chainText: '每条记录都包含前一条记录的哈希，并定期签名：删改、插入或调换任何一条都会被发现。离线验证请在服务器上执行 miyao audit verify。', verify: '立即验证', check: '验证结果', checks: { none: '启动后尚未验证', running: '正在验证', whole: '完整', broken: '已损坏' }, checkedTo: '，已验证到第 {{n}} 条',
    broken: '审计链在第 {{n}} 条之后不一致：', since: '最早的记录', lastEntry: '最后一条的编号', lastHash: '最后一条的哈希', signedTo: '已签名到', signed: '第 {{n}} 条，{{at}}（{{in}}）', signedHash: '已签名的哈希',
    server: '服务器', filterKey: '只看此密钥', filterUser: '只看此用户', badRange: '开始时间不能晚于结束时间',
  },
}

export default texts

// 管理页面（概览、操作审计、设置）的中文文案；英文文案的结构与此相同。
import access from './zh-access'
import type { Shape } from './shape'

const texts = {
  ...access,
  overview: {
    allKeys: '全部密钥', someKeys: '密钥较多，以下统计基于最新的 {{n}} 个（共 {{total}} 个）。', calls: '调用次数', errors: '失败', perHour: '每小时平均',
    which: '统计范围', use: '密钥使用', all: '全部 KMS 调用', period: '时间范围', periods: { hour: '1 小时', day: '24 小时', week: '7 天', month: '30 天' },
    shown: '统计时间：{{from}} 至 {{to}}', shownNewest: '该时间范围内调用较多，以下为最新 {{n}} 次调用的统计：{{from}} 至 {{to}}',
    chart: '{{from}} 至 {{to}} 的调用次数随时间的变化：共 {{calls}} 次，其中失败 {{errors}} 次', answered: '成功', refused: '失败',
    noCalls: '该时间范围内没有调用', noCallsText: '可选择更长的时间范围，或在在线工具中试用一个密钥。', topKeys: '调用最多的密钥', topCallers: '调用最多的用户', topErrors: '失败原因', noErrors: '没有失败的调用',
    noKeyCalls: '这些调用未涉及密钥', byUsage: '按用途统计', due: '即将到期', nothingDue: '近期没有到期事项', nothingDueText: '开启轮换的密钥、等待删除的密钥和设有有效期的外部密钥会显示在这里。',
    moreDue: '另有 {{n}} 项', what: { deletion: '删除', expiry: '材料过期', rotation: '自动轮换' },
  },
  audit: {
    period: '时间范围', periods: { '1h': '近 1 小时', '24h': '近 24 小时', '7d': '近 7 天', '30d': '近 30 天', '365d': '近一年', custom: '自定义' }, from: '开始时间', to: '结束时间',
    result: '结果', results: { all: '全部结果', good: '成功', bad: '失败' }, code: '错误码 {{code}}', key: '密钥 ID', action: '接口名称', user: '用户', userHint: 'root 或 uin', source: '源 IP 地址', address: '源 IP', request: 'RequestId',
    search: '查询', clear: '清除条件', time: '时间', resource: '资源', good: '成功', export: '导出', json: '导出 JSON', csv: '导出 CSV', shown: '已显示 {{n}} 条', more: '加载更多', over: '没有更多记录',
    goOn: '继续查找', sofar: '暂未找到', sofarText: '可继续查找更早的记录。', none: '没有符合条件的记录', noneText: '请扩大时间范围或减少条件。', event: '事件详情', gone: '找不到该事件', goneText: '事件编号有误，或事件属于其他账号。', open: '查看 {{action}} 事件 {{id}}',
    id: '事件编号', region: '地域', agent: '客户端', secretId: 'SecretId', console: '控制台', version: '密钥版本', message: '错误信息', hash: '审计链哈希', raw: '原始记录（JSON）', previous: '事件链接', link: '复制链接', kind: '类型', kinds: { Read: '读', Write: '写' },
    server: '服务器', filterKey: '只看此密钥', filterUser: '只看此用户', badRange: '开始时间不能晚于结束时间',
  },
  settings: {
    account: '账号', accountName: '账号名称', uin: '账号 ID（uin）', appId: 'AppId', user: '当前用户', userUin: '用户 uin', kind: '身份', kinds: { root: '主账号', user: '子用户' }, expires: '登录有效期至',
    signOut: '退出登录', regions: '地域', region: '地域', standard: '密码算法', standards: { intl: '国际标准（AES、RSA、ECC）', sm: '国密（SM2、SM3、SM4）' }, default: '默认', current: '当前', enter: '切换',
    look: '外观', language: '语言', theme: '主题', themes: { light: '浅色', dark: '深色' }, version: '版本', server: '服务',
    quotas: '配额与用量', quota: '配额', used: '已用', limit: '上限', noLimit: '不限', keys: '用户密钥', dataKeys: '托管数据密钥', qps: '本地域请求频率（次/秒）', qpsTotal: '总请求频率（次/秒）', notOffered: '未开放',
    security: '安全', password: '登录密码', changePassword: '修改密码', passwordText: '修改后，其他已登录的会话会立即退出。', old: '当前密码', new: '新密码', again: '再次输入新密码', changed: '密码已修改',
    totp: '两步验证（动态口令）', totpOn: '已开启', totpOff: '未开启', totpText: '登录时除密码外，还需输入身份验证器应用中的 6 位动态口令。', enable: '开启', replace: '更换设备', disable: '关闭',
    enableTitle: '开启两步验证', disableTitle: '关闭两步验证', disableText: '关闭后，仅凭密码即可登录。', next: '下一步', addToApp: '在身份验证器应用中添加账号：在手机上打开下面的链接，或手动输入密钥（基于时间，SHA-1，6 位，30 秒）。', openApp: '打开身份验证器', uri: '链接', secret: '密钥',
    enterCode: '应用显示的动态口令', enterCodeHint: '6 位数字', finish: '确认开启', enabled: '两步验证已开启', disabled: '两步验证已关闭', confirmPassword: '请输入登录密码确认',
  },
}

export type AdminTexts = Shape<typeof texts>

export default texts as AdminTexts

// 设置的中文文案。
const texts = {
  settings: {
    account: '账号', accountName: '账号名称', uin: '账号 ID（uin）', appId: 'AppId', user: '当前用户', userUin: '用户 uin', kind: '身份', kinds: { root: '主账号', user: '子用户', role: '角色 {{name}}' }, expires: '登录有效期至',
    signOut: '退出登录', regions: '地域', region: '地域', standard: '密码算法', standards: { intl: '国际标准（AES、RSA、ECC）', sm: '国密（SM2、SM3、SM4）' }, default: '默认', current: '当前', enter: '切换',
    look: '外观', language: '语言', theme: '主题', themes: { light: '浅色', dark: '深色' }, version: '版本', server: '服务器', started: '启动时间', slots: '根密钥保护', since: '自 {{at}}',
    quotasIn: '{{region}} 的配额与用量', quotas: '配额与用量', quota: '配额', used: '已用', limit: '上限', noLimit: '不限', keys: '用户密钥', dataKeys: '托管数据密钥', qps: '本地域请求频率（次/秒）', qpsTotal: '总请求频率（次/秒）', notOffered: '未开放',
    security: '安全', password: '登录密码', changePassword: '修改密码', passwordText: '修改后，其他已登录的会话会立即退出。', old: '当前密码', new: '新密码', again: '再次输入新密码', changed: '密码已修改',
    totp: '两步验证（动态口令）', totpOn: '已开启', totpOff: '未开启', totpText: '登录时除密码外，还需输入身份验证器应用中的 6 位动态口令。', enable: '开启', replace: '更换设备', disable: '关闭',
    enableTitle: '开启两步验证', disableTitle: '关闭两步验证', disableText: '关闭后，仅凭密码即可登录。', next: '下一步', addToApp: '用身份验证器应用扫描二维码；也可以在手机上打开下面的链接，或手动输入密钥（基于时间，SHA-1，6 位，30 秒）。', qr: '身份验证器二维码，内容与下面的链接相同', openApp: '打开身份验证器', uri: '链接', secret: '密钥',
    enterCode: '应用显示的动态口令', enterCodeHint: '6 位数字', finish: '确认开启', enabled: '两步验证已开启', disabled: '两步验证已关闭', confirmPassword: '请输入登录密码确认',
  },
}

export default texts

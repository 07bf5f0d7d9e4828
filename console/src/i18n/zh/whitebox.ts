// 白盒密钥的中文文案。
const texts = {
  whiteBox: {
    text: '白盒密钥把解密密钥隐藏在查找表中，供不可信环境里的客户端离线解密。服务器加密，客户端用下载的解密密钥解密。', create: '新建白盒密钥', none: '还没有白盒密钥', noneText: '新建白盒密钥后，下载解密密钥交给客户端使用。',
    off: '白盒密钥服务未开启', offText: '本地域不提供白盒密钥。', devices: '设备绑定', bound: '已绑定', unbound: '未绑定', slow: '生成查找表需要几秒钟。',
    decryptKey: '下载解密密钥', decryptKeyText: '解密密钥交给客户端使用，格式见 docs/formats.md。每次下载都会记录在审计日志中。', vector: '初始化向量（解密时需要）：',
    devicesText: '记录允许使用此密钥的设备指纹，最多 200 个。', editDevices: '编辑设备', fingerprints: '设备指纹', fingerprintsHint: '每行一个：指纹，空格，说明（选填）', fingerprintBad: '指纹格式为 8-14-14-14-16 位小写十六进制',
    action: { EnableWhiteBoxKey: '启用', DisableWhiteBoxKey: '禁用', DeleteWhiteBoxKey: '删除' },
    ask: { EnableWhiteBoxKey: '启用白盒密钥 {{name}}？', DisableWhiteBoxKey: '禁用白盒密钥 {{name}}？', DeleteWhiteBoxKey: '删除白盒密钥 {{name}}？' },
    effect: { EnableWhiteBoxKey: '启用后可以加密。', DisableWhiteBoxKey: '禁用后服务器不再用它加密；已下载的解密密钥仍可在客户端使用。', DeleteWhiteBoxKey: '立即删除，没有等待期，不能恢复。' },
    done: { EnableWhiteBoxKey: '已启用 {{name}}', DisableWhiteBoxKey: '已禁用 {{name}}', DeleteWhiteBoxKey: '已删除 {{name}}' },
  },
}

export default texts

// 数据密钥、白盒密钥与密钥页其余部分的中文文案。
import type { Shape } from './shape'

const texts = {
  dataKeys: {
    name: '数据密钥名称', id: '数据密钥 ID', descriptionLong: '描述最多 100 字节', key: '所属密钥', size: '长度', create: '生成数据密钥', import: '导入数据密钥', importDo: '导入', search: '搜索数据密钥名称或 ID',
    text: '由 KMS 托管的数据密钥：服务器只保存用用户密钥加密后的密文，需要时按名称取回。', none: '还没有托管的数据密钥', noneText: '在在线工具中生成数据密钥并选择“由 KMS 托管”，或导入已有的数据密钥。', noMatch: '没有符合条件的数据密钥',
    pendingDelete: '此数据密钥计划于 {{at}}（{{in}}）删除，现在不能取回明文。', retrieve: '取回', retrieveText: '每次取回都会记录在审计日志中。明文只在本页显示，离开即清除。', getBlob: '取回密文', getPlain: '取回明文', hide: '隐藏明文',
    form: '导入内容', formBlob: '密文', formBlobText: 'GenerateDataKey 返回的 CiphertextBlob', formPlain: '明文', formPlainText: 'Base64 编码的数据密钥，由所选密钥加密保存',
    action: { EnableDataKey: '启用', DisableDataKey: '禁用', ScheduleDataKeyDeletion: '计划删除', CancelDataKeyDeletion: '取消删除' },
    ask: { EnableDataKey: '启用数据密钥 {{name}}？', DisableDataKey: '禁用数据密钥 {{name}}？', ScheduleDataKeyDeletion: '计划删除数据密钥 {{name}}？', CancelDataKeyDeletion: '取消删除数据密钥 {{name}}？' },
    effect: { EnableDataKey: '启用后可以取回明文。', DisableDataKey: '禁用后不能取回明文，直到重新启用。', ScheduleDataKeyDeletion: '到期后彻底删除。只由它加密的数据将无法解密，除非另外保存了密文数据密钥。', CancelDataKeyDeletion: '取消后恢复为“已禁用”。' },
    done: { EnableDataKey: '已启用 {{name}}', DisableDataKey: '已禁用 {{name}}', ScheduleDataKeyDeletion: '已计划删除 {{name}}', CancelDataKeyDeletion: '已取消删除 {{name}}' },
  },
  whiteBox: {
    text: '白盒密钥把解密密钥隐藏在查找表中，供不可信环境里的客户端离线解密。服务器加密，客户端用下载的解密密钥解密。', create: '新建白盒密钥', none: '还没有白盒密钥', noneText: '新建白盒密钥后，下载解密密钥交给客户端使用。',
    off: '白盒密钥服务未开启', offText: '本地域不提供白盒密钥。', devices: '设备绑定', bound: '已绑定', unbound: '未绑定', slow: '生成查找表需要几秒钟。',
    decryptKey: '下载解密密钥', decryptKeyText: '解密密钥交给客户端使用，格式见 docs/formats.md。每次下载都会记录在审计日志中。', vector: '初始化向量（解密时需要）：',
    devicesText: '记录允许使用此密钥的设备指纹，最多 200 个。', editDevices: '编辑设备', fingerprints: '设备指纹', fingerprintsHint: '每行一个：指纹，空格，说明（选填）', fingerprintBad: '指纹格式为 8-14-14-14-16 位小写十六进制',
    action: { EnableWhiteBoxKey: '启用', DisableWhiteBoxKey: '禁用', DeleteWhiteBoxKey: '删除' },
    ask: { EnableWhiteBoxKey: '启用白盒密钥 {{name}}？', DisableWhiteBoxKey: '禁用白盒密钥 {{name}}？', DeleteWhiteBoxKey: '删除白盒密钥 {{name}}？' },
    effect: { EnableWhiteBoxKey: '启用后可以加密和下载解密密钥。', DisableWhiteBoxKey: '禁用后服务器不再用它加密；已下载的解密密钥仍可在客户端使用。', DeleteWhiteBoxKey: '立即删除，没有等待期，不能恢复。' },
    done: { EnableWhiteBoxKey: '已启用 {{name}}', DisableWhiteBoxKey: '已禁用 {{name}}', DeleteWhiteBoxKey: '已删除 {{name}}' },
  },
  lastUse: {
    loading: '正在查询最近的使用记录', none: '最近 90 天没有使用记录。', some: '最近使用：{{at}}（{{in}}），{{user}} 从 {{source}} 调用 {{action}}。', users: '最近 90 天的使用者：{{users}}', text: '禁用或删除会使它们的调用失败。',
  },
  events: { title: '操作记录', text: '最近 30 天与此密钥有关的操作，最新的在前。', all: '在审计中查看全部', none: '最近 30 天没有操作', failed: '失败' , ok: '成功', action: '操作', user: '操作者', result: '结果', source: '来源', time: '时间' },
  code: {
    title: '示例代码', text: '已填入此密钥的 ID 与本服务器的地址，运行前设置环境变量 TENCENTCLOUD_SECRET_ID 与 TENCENTCLOUD_SECRET_KEY。', language: '语言', ca: '服务器使用自签名证书时，用 miyao ca 导出并信任其证书。',
  },
}

export default texts as Shape<typeof texts>
